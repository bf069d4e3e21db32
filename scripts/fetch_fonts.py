"""Fetch the fonts whose letters the reader learns not to read, in the versions of fonts.csv; they are not shipped.

    python scripts/fetch_fonts.py --out FOLDER

Needs npm. Every font is a package `@fontsource/NAME` under the licence that fonts.csv names; the script stops if a
package says another.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
from pathlib import Path

LIST = Path(__file__).with_name("fonts.csv")


def main() -> int:
    """Install, then compare licences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    with LIST.open(encoding="utf-8", newline="") as handle:
        fonts = list(csv.DictReader(handle))
    packages = [f"@fontsource/{font['name']}@{font['version']}" for font in fonts]
    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), *packages],  # noqa: S607 - the user's own npm
        check=True,
    )
    for font in fonts:
        card = folder / "node_modules/@fontsource" / font["name"] / "package.json"
        licence = json.loads(card.read_text(encoding="utf-8"))["license"]
        if licence != font["licence"]:
            sys.exit(
                f"{font['name']}: the licence must be {font['licence']}; found {licence}; take it out of {LIST.name}"
            )
    print(f"{len(fonts)} fonts in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
