"""How long refusing each of the tests' thousand hostile files takes, and how much memory.

    python benchmarks/hostile.py

Files that are cut off, bombs, wrong suffixes, pipes and their like, made anew (`tests/reading/hostile/rubbish.py`).
Printed: how many were refused in one line, the slowest, and the peak of resident memory; exit code 1 if one was not.
"""

from __future__ import annotations

import json
import platform
import resource
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

from convscope._errors import InputError
from convscope._machine import machine, versions
from convscope.reading import Reader

ROOT = Path(__file__).parents[1]
SLOWEST = 5


def write(folder: str) -> list[Path]:
    """Write the files."""
    sys.path.insert(0, str(ROOT))
    from tests.reading.hostile.rubbish import write_all

    return write_all(Path(folder))


def main() -> int:
    """Read each, print the slowest."""
    reader, refused, seconds = Reader(), 0, {}
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: what making the bombs takes is not counted.
        with get_context("spawn").Pool(1) as pool:
            paths = pool.apply(write, (folder,))
        for path in paths:
            start = time.perf_counter()
            try:
                reader.read(path)
            except InputError as error:
                refused += str(error).isprintable()
            seconds[path.name] = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if platform.system() == "Darwin" else 1e3)
    print(f"{refused} of {len(paths)} refused, each in one line; {memory:.0f} MB at most; the slowest:")
    for name in sorted(seconds, key=lambda name: -seconds[name])[:SLOWEST]:
        print(f"  {seconds[name]:.2f} s  {name!r}")
    print(f"machine: {json.dumps(machine())}\nversions: {json.dumps(versions())}")
    return int(refused < len(paths))


if __name__ == "__main__":
    sys.exit(main())
