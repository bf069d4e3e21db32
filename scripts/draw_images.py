"""Draw the pictures of docs/images/, in English and Chinese, from a finished run of the recipe tutorial.

python scripts/draw_images.py runs/tutorial-1
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

import convscope
from convscope import evaluation
from convscope.evaluation import figures
from convscope.reading.compose import Style, compose_page

FOLDER = Path(__file__).parents[1] / "docs" / "images"
LAYERS = ("conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1", "conv2d_2")
DIGIT = 2  # it has strokes in every direction
WIDTH = 1100
COLOURS = 96
PAGE = [0, 1, 4, 7]  # a 7, a 2, a 4, a 9


def save(figure: Figure, name: str) -> None:
    """Save a figure as `save_picture` does."""
    save_picture(Image.open(io.BytesIO(figures.figure_bytes(figure))).convert("RGB"), name)


def save_picture(image: Image.Image, name: str) -> None:
    """Save a picture as a small PNG: of one width, with a palette."""
    if image.width > WIDTH:
        image = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / name, optimize=True)
    print(f"{name}: {(FOLDER / name).stat().st_size:,} bytes")


def draw_reading(run: convscope.Run) -> None:
    """Compose a page of MNIST's test part; draw what is read on it, and the diagnosis."""
    x, y = run.load_data().x_test, run.load_data().y_test
    style = Style(digit_height=90, lines=1, depth=0.65, shadow=0.4, noise=0.4, blur=0.8, ruling="lines", coloured=True)
    page = compose_page(np.asarray(x[PAGE])[..., 0], y[PAGE], style, np.random.default_rng(7))
    save_picture(convscope.diagnose(page.pixels, run.glass, name="page.jpg").draw(), "diagnosis.png")
    style = Style(digit_height=70, lines=3, tilt=6, blur=0.8, marks=0.2)
    page = compose_page(np.asarray(x[:14])[..., 0], y[:14], style, np.random.default_rng(5))
    save_picture(convscope.Reader().read(page.pixels).annotate(), "reading.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    run = convscope.Run(parser.parse_args().run)
    dataset = run.load_data()
    result = evaluation.evaluate(run.glass, dataset.x_test, dataset.y_test)
    image = dataset.x_test[int(np.flatnonzero(dataset.y_test == DIGIT)[0])]
    maps = {name: values[0] for name, values in run.glass.activations(image, LAYERS).items()}

    FOLDER.mkdir(exist_ok=True)
    draw_reading(run)
    gap = evaluation.measure_gap(run.history)
    mark = evaluation.TUTORIAL_ACCURACY
    for language, ending in (("en", ".png"), ("zh", ".zh.png")):
        save(figures.draw_curves(run.history, gap=gap, reference=mark, language=language), f"curves{ending}")
        save(figures.draw_confusion(result.confusion, result.class_names, language=language), f"confusion{ending}")
        save(figures.draw_feature_maps(image, maps, result.class_names, language=language), f"feature-maps{ending}")


if __name__ == "__main__":
    main()
