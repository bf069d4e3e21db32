"""Draw docs/images/epochs.png and growth.png, and print the tables of docs/performance.md.

python scripts/draw_performance.py contest.json scaling.json

The two files are what `benchmarks/contest.py --json` and `benchmarks/scaling.py --json` wrote.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator
from PIL import Image

from convscope.evaluation.figures import save_figure
from convscope.evaluation.figures._style import BLUE, MUTED, SERIES, look, new_figure

FOLDER = Path(__file__).parents[1] / "docs" / "images"
NAMES = {
    "convscope": "convscope.fit",
    "keras-jax": "Keras, JAX",
    "keras-tensorflow": "Keras, TensorFlow",
    "keras-torch": "Keras, PyTorch",
    "torch": "PyTorch loop",
}
TITLES = {
    "tutorial": "The tutorial's network",
    "convnet": "mnist_convnet",
    "lenet": "LeNet-5",
    "eight": "Eight layers, batch-normalised",
}
SWEEPS = {
    "channels": "channels C",
    "image_size": "pixels a side",
    "batch_size": "batch size",
    "images": "images an epoch",
    "threads": "threads",
}


def draw_epochs(record: dict[str, Any]) -> Figure:
    """Draw microseconds an image of each contestant, a panel a network."""
    rows = record["rows"]
    networks = list(dict.fromkeys(row["network"] for row in rows))
    contestants = list(dict.fromkeys(row["contestant"] for row in rows))
    with look():
        figure = new_figure(9.0, 1.2 + 1.75 * len(networks))
        for place, network in enumerate(networks, start=1):
            axes = figure.add_subplot(len(networks), 1, place)
            sizes = list(dict.fromkeys(row["batch_size"] for row in rows if row["network"] == network))
            width = 0.8 / len(contestants)
            for number, contestant in enumerate(contestants):
                own = [row for row in rows if (row["network"], row["contestant"]) == (network, contestant)]
                places = [sizes.index(row["batch_size"]) + (number - (len(contestants) - 1) / 2) * width for row in own]
                times = [row["seconds"] / row["images"] * 1e6 for row in own]
                axes.bar(places, times, 0.92 * width, color=SERIES[number], label=NAMES[contestant])
            axes.set_xticks(range(len(sizes)), [f"batch {size}" for size in sizes])
            axes.set_title(TITLES[network])
            axes.set_ylabel("µs an image")
            axes.grid(visible=False, axis="x")
            if place == 1:
                axes.legend(loc="lower center", bbox_to_anchor=(0.45, 1.2), ncols=len(contestants), columnspacing=1.0)
    return figure


def draw_growth(record: dict[str, Any]) -> Figure:
    """Draw how the cost of an image grows, a panel a sweep."""
    rows = record["rows"]
    sweeps = [name for name in SWEEPS if any(row["sweep"] == name for row in rows)]
    with look():
        figure = new_figure(9.0, 2.9 * -(-len(sweeps) // 2))
        for place, sweep in enumerate(sweeps, start=1):
            axes = figure.add_subplot(-(-len(sweeps) // 2), 2, place)
            _sweep(axes, [row for row in rows if row["sweep"] == sweep])
            axes.set_xlabel(SWEEPS[sweep])
            axes.set_ylabel("µs an image")
            if place == 1:
                axes.legend(loc="upper left")
    return figure


def _sweep(axes: Axes, rows: list[dict[str, Any]]) -> None:
    values = [row["value"] for row in rows]
    axes.plot(values, [row["convscope"] for row in rows], "o-", color=BLUE, label=NAMES["convscope"])
    axes.plot(values, [row["keras"] for row in rows], "o--", color=MUTED, label=NAMES["keras-jax"])
    for row in rows:
        axes.annotate(
            f"{row['ratio']:.2f}", (row["value"], row["convscope"]), (0, -13), textcoords="offset points", ha="center"
        )
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_xticks(values, [f"{value:,}" for value in values])
    axes.set_xticks([], minor=True)
    axes.margins(y=0.25)


def print_contest(record: dict[str, Any]) -> None:
    """Print the contest as a Markdown table."""
    print("| network | batch | contestant | ms a step | ratio | GFLOP/s | share of peak | peak MB | images | epochs |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for row in record["rows"]:
        steps = -(-row["images"] // row["batch_size"])
        print(
            f"| {row['network']} | {row['batch_size']} | {NAMES[row['contestant']]} | "
            f"{row['seconds'] / steps * 1000:.2f} | {row['ratio']:.2f} | {row['gflops']:.1f} | "
            f"{row['share_of_peak']:.0%} | {row['megabytes']:.0f} | {row['images']:,} | {row['epochs']} |"
        )
    print(f"\npeak {record['peak_gflops']:.0f} GFLOP/s")
    print(json.dumps({"machine": record["machine"], "versions": record["versions"]}))


def _save(figure: Figure, path: Path) -> None:
    """Save with few colours: a drawing needs no more, and the file is a third of the size."""
    save_figure(figure, path)
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(64)
    few.save(path, optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("contest", type=Path)
    parser.add_argument("scaling", type=Path, nargs="?")
    given = parser.parse_args()
    contest = json.loads(given.contest.read_text())
    _save(draw_epochs(contest), FOLDER / "epochs.png")
    print_contest(contest)
    if given.scaling is not None:
        _save(draw_growth(json.loads(given.scaling.read_text())), FOLDER / "growth.png")


if __name__ == "__main__":
    main()
