"""How long a photograph takes to read, and how much memory: within the process, and as a whole command; and its help.

    python benchmarks/read_speed.py [--model RUN] [--repeats 7] [--json]

The photograph is composed: 30 digits of MNIST's test part in 5 lines on a shadowed sheet, 4000 x 3000 pixels, JPEG.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from convscope import datasets
from convscope.reading import Reader
from convscope.reading.compose import Style, compose_page

DIGITS, SIZE, SEED = 30, (4000, 3000), 0
STYLE = Style(digit_height=260, lines=5, gap=1.1, depth=0.7, shadow=0.5, noise=4, blur=1.2, coloured=True)


def photograph(path: Path) -> str:
    """Compose the photograph and return what is on it."""
    mnist, rng = datasets.load("mnist"), np.random.default_rng(SEED)
    rows = np.sort(rng.choice(len(mnist.x_test), DIGITS, replace=False))
    page = compose_page(np.asarray(mnist.x_test[rows])[..., 0], mnist.y_test[rows], STYLE, rng)
    Image.fromarray(page.pixels).resize(SIZE, Image.Resampling.BICUBIC).save(path, quality=92)
    return page.text


# A small process between, for a process that is forked off counts its parent's memory as its own.
MEASURE = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
print(json.dumps([code, time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""


def command(*arguments: str) -> tuple[float, float]:
    """Return the seconds and the greatest resident memory (MB) of one `convscope read`."""
    words = [sys.executable, "-m", "convscope", "read", *arguments]
    # An installed package has its modules compiled, whatever this shell says.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([sys.executable, "-c", MEASURE, *words], capture_output=True, check=True, env=environment)
    code, seconds, memory = json.loads(done.stdout)
    if code:
        sys.exit(f"{' '.join(words)} ended with {code}")
    return seconds, memory / (1e6 if platform.system() == "Darwin" else 1e3)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="a run's folder or an ONNX file; by default the shipped network")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.jpg"
        text = photograph(path)
        reader = Reader(arguments.model)
        right = reader.read(path).text == text  # the first reading also warms up
        seconds = []
        for _ in range(arguments.repeats):
            start = time.perf_counter()
            reader.read(path)
            seconds.append(time.perf_counter() - start)
        words = [str(path), *(["--model", arguments.model] if arguments.model else [])]
        commands = [command(*words) for _ in range(arguments.repeats + 1)][1:]  # the first compiles
        helps = [command("--help") for _ in range(arguments.repeats + 1)][1:]
    figures = {
        "repeats": arguments.repeats,
        "wholly_right": right,
        "read_seconds_median": round(statistics.median(seconds), 3),
        "read_seconds_most": round(max(seconds), 3),
        "command_seconds_median": round(statistics.median(second for second, _ in commands), 3),
        "command_seconds_most": round(max(second for second, _ in commands), 3),
        "command_megabytes_most": round(max(megabytes for _, megabytes in commands)),
        "help_seconds_median": round(statistics.median(second for second, _ in helps), 3),
        "help_seconds_most": round(max(second for second, _ in helps), 3),
    }
    print(json.dumps(figures) if arguments.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
