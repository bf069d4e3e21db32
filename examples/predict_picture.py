"""Name the digit in pictures. Loads no Keras.

python examples/predict_picture.py RUN [PICTURE...]

Without a picture it makes one from a test image: black ink on white paper, ten times as large. What it makes lies in a
new temporary folder, so nothing of yours is overwritten.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image

import convscope
from convscope.reading import predict_pictures, write_film_strips


def main(folder: str, *pictures: str) -> None:
    run = convscope.Run(folder)
    made = Path(tempfile.mkdtemp(prefix="predict_picture-"))
    files = [Path(picture) for picture in pictures] or [a_picture(made / "seven.png")]
    predictions = predict_pictures(run.glass, files, form=run.picture_form)
    for prediction in predictions:
        print(f"{prediction.file}: {prediction.name} ({prediction.probability:.2%}), {prediction.words}")
    write_film_strips(predictions, made / "steps.png")
    print(f"{made / 'steps.png'} shows how the pictures were prepared")


def a_picture(file: Path) -> Path:
    _, (x_test, _) = convscope.load_data("mnist")
    Image.fromarray(255 - x_test[0]).resize((280, 280)).save(file)
    return file


if __name__ == "__main__":
    main(*sys.argv[1:])
