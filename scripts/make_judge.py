"""Train the network that tells digits from other ink, and write it into the package.

    python scripts/make_judge.py --fonts FOLDER [--count 40000] [--epochs 6] [--seed 0]

Digits are MNIST's training part, redrawn with other pens. What is no digit is made: letters of the fonts in FOLDER
(open handwriting fonts, .woff or .ttf; they are not shipped) and of OpenCV's own, scribbles, digits cut in two,
digits that touch, and blots. The last tenth of both is held out: it sets nothing, it is reported.
"""

# ruff: noqa: PLR2004 - how made pictures are made is numbers

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from convscope import datasets, export
from convscope._files import write_bytes
from convscope.reading.compose._glyph import doodle_ink, letter_ink
from convscope.reading.compose._style import Style
from convscope.reading.form import crop, to_digit_form

TARGET = Path(__file__).parents[1] / "src/convscope/reading/judge/digit-or-not.onnx"
# Letters that are written like digits teach nothing: b g q o l s z and their capitals, i and j.
LETTERS = "ACDEFGHJKLMNPQRTUVWXYacdefhkmnprtuvwxy+=?#&%@$ÄÖÜéñ"
SHAPE = (28, 28, 1)


def redrawn(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a digit's strokes at four times its size, slanted, turned and of another width."""
    large = cv2.resize(np.pad(image, 4), None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    large = cv2.GaussianBlur(large, (0, 0), 1.5)
    middle = large.shape[0] / 2
    turn = cv2.getRotationMatrix2D((middle, middle), rng.normal(0, 7), rng.uniform(0.9, 1.05))
    turn[0, 1] += rng.normal(0, 0.12)
    turn[0, 2] -= turn[0, 1] * middle - 0.0
    turn[0, 2] = middle - turn[0, 0] * middle - turn[0, 1] * middle
    turn[0, 0] *= rng.uniform(0.85, 1.15)
    large = cv2.warpAffine(large, turn, large.shape[::-1])
    mask = np.asarray(large > rng.uniform(70, 150))
    return mask if mask.sum() > 40 else np.asarray(large > 60)


def halved(mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return one side of a digit that was cut in two, upright or across."""
    box = crop(mask)
    if rng.random() < 0.35 or box.shape[1] < 0.45 * box.shape[0]:
        place = round(box.shape[0] * rng.uniform(0.35, 0.65))
        return box[:place] if rng.random() < 0.5 else box[place:]
    place = round(box.shape[1] * rng.uniform(0.35, 0.65))
    return box[:, :place] if rng.random() < 0.5 else box[:, place:]


def touching(left: np.ndarray, right: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return two digits side by side that touch."""
    left, right = crop(left), crop(right)
    height = max(left.shape[0], right.shape[0]) + 8
    canvas = np.zeros((height, left.shape[1] + right.shape[1] + 8), bool)
    top = int(rng.integers(0, height - left.shape[0]))
    canvas[top : top + left.shape[0], : left.shape[1]] = left
    top, start = int(rng.integers(0, height - right.shape[0])), left.shape[1] - int(rng.integers(-3, 8))
    start = max(2, start)
    canvas[top : top + right.shape[0], start : start + right.shape[1]] |= right
    return canvas


def lettered(fonts: list[Path], rng: np.random.Generator) -> np.ndarray:
    """Return a letter of a font, somewhat slanted and of another width."""
    font = ImageFont.truetype(fonts[int(rng.integers(len(fonts)))], 90)
    canvas = Image.new("L", (220, 220))
    letters = (
        LETTERS[int(rng.integers(len(LETTERS)))] if rng.random() < 0.8 else "".join(rng.choice(list("acdehmnrtu"), 2))
    )
    ImageDraw.Draw(canvas).text((50, 40), letters, 255, font)
    turn = cv2.getRotationMatrix2D((110.0, 110.0), rng.normal(0, 8), rng.uniform(0.8, 1.1))
    turn[0, 1] += rng.normal(0, 0.12)
    mask = cv2.warpAffine(np.asarray(canvas), turn, (220, 220))
    width = int(rng.integers(1, 9))
    return np.asarray(cv2.dilate(mask, np.ones((width, width), np.uint8)) > 127)


def blotted(rng: np.random.Generator) -> np.ndarray:
    """Return what is left of a photograph's texture: a patch of smooth noise, cut at a level."""
    noise = cv2.GaussianBlur(rng.normal(0, 1, (90, 90)).astype(np.float32), (0, 0), rng.uniform(2, 9))
    mask = (noise > np.quantile(noise, rng.uniform(0.5, 0.85))).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    return np.asarray(labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())) if count > 1 else mask > 0


def other(images: np.ndarray, labels: np.ndarray, fonts: list[Path], rng: np.random.Generator) -> np.ndarray:
    """Return ink that is no digit."""
    kind = rng.random()
    style = Style(digit_height=90, thickness=float(rng.uniform(-0.04, 0.05)), slant=float(rng.normal(0, 0.1)))
    if kind < 0.45 and fonts:
        return lettered(fonts, rng)
    if kind < 0.52:
        return letter_ink(style, rng) > 0.5
    if kind < 0.57:
        return doodle_ink(style, rng) > 0.5
    if kind < 0.63:
        return blotted(rng)
    # Half a 1 is a 1, and half a 7, 4 or 9 may be one.
    first, second = (int(rng.choice(np.flatnonzero(~np.isin(labels, [1, 7, 4, 9])))) for _ in range(2))
    if kind < 0.8:
        return halved(redrawn(images[first], rng), rng)
    second = int(rng.integers(len(images)))
    return touching(redrawn(images[first], rng), redrawn(images[second], rng), rng)


def made(count: int, fonts: list[Path], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return `count` digits and as many others in MNIST's form, shuffled, with labels 1 and 0."""
    rng = np.random.default_rng(seed)
    mnist = datasets.load("mnist")
    images, labels = np.asarray(mnist.x_train)[..., 0], np.asarray(mnist.y_train)
    x = np.zeros((2 * count, *SHAPE), np.uint8)
    for index in range(count):
        x[2 * index] = to_digit_form(redrawn(images[int(rng.integers(len(images)))], rng), SHAPE)
        mask = other(images, labels, fonts, rng)
        x[2 * index + 1] = to_digit_form(mask, SHAPE) if mask.any() else 0
    y = np.tile(np.array([1, 0]), count)
    order = rng.permutation(2 * count)
    return x[order], y[order]


def main() -> None:
    """Make, train, report, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path)
    parser.add_argument("--count", type=int, default=40_000)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    fonts = (
        sorted(file for file in arguments.fonts.rglob("*") if file.suffix in {".woff", ".ttf"})
        if arguments.fonts
        else []
    )
    import keras  # now that `export` has chosen its backend

    x, y = made(arguments.count, fonts, arguments.seed)
    keras.utils.set_random_seed(arguments.seed)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.Conv2D(8, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(24, 3, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(32, activation="relu"),
            layers.Dense(2, activation="softmax"),
        ],
        name="digit-or-not",
    )
    steps = arguments.epochs * (len(x) * 9 // 10 // 128)
    rate = keras.optimizers.schedules.CosineDecay(2e-3, steps)
    model.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam(rate), metrics=["acc"])
    model.fit(x / np.float32(255), y, batch_size=128, epochs=arguments.epochs, validation_split=0.1, verbose=2)
    held = len(x) // 10
    score = model.predict(x[-held:] / np.float32(255), verbose=0)[:, 1]
    digits, others = np.sort(score[y[-held:] == 1]), score[y[-held:] == 0]
    for share in (0.999, 0.99, 0.98, 0.95):
        threshold = digits[int((1 - share) * len(digits))]
        print(f"digits kept {share:.3f}: threshold {threshold:.4f}, others refused {(others < threshold).mean():.4f}")
    scaling = datasets.SCALINGS["unit"]
    write_bytes(TARGET, export.to_glass(model, scaling=scaling, class_names=("other", "digit"), recipe="judge"))
    print(f"{TARGET}: {TARGET.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
