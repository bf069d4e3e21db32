"""Write docs/cli.md, the reference of the command line, from the Typer app itself.

    python scripts/write_cli_reference.py           write the page
    python scripts/write_cli_reference.py --check   end with 1 when the page is not what the app says

Typer's own `utils docs` makes the text. It does not depend on the terminal's width.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"
HEAD = """\
<!-- Made by scripts/write_cli_reference.py from the program itself. Change the program, then run it again. -->

Results go to standard output, progress and words to standard error.
The exit code is 0 for success, 1 for a job that failed, 2 for bad input or usage, 130 when interrupted.
`python -m convscope` is the same command.

"""


def reference() -> str:
    """Return the page's text."""
    command = [sys.executable, "-m", "typer", "convscope.cli", "utils", "docs", "--name", "convscope"]
    text = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    title, rest = text.strip().split("\n", 1)
    lines = [_visible(line) for line in rest.strip().split("\n")]
    return f"{title}\n\n{HEAD}" + "\n".join(lines) + "\n"


def _visible(line: str) -> str:
    """Write `<` outside code so that Markdown does not take it for a tag."""
    parts = re.split(r"(`[^`]*`)", line)
    return "".join(part if part.startswith("`") else part.replace("<", "&lt;") for part in parts).rstrip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    text = reference()
    if not check:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print(f"{PAGE.name} is not what the program says; run python scripts/write_cli_reference.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
