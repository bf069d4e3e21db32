"""Set the temperature of digits.onnx on composed pages that nothing was learned from; follows make_reader.py.

    python scripts/calibrate_reader.py --fonts FOLDER [--pages 60] [--seed 2] [--file digits.onnx]

The reader asks the network several times about each digit and multiplies what the judge says; what is left of a
temperature that was set on single images is too timid or too bold. Tried are factors; the one is kept under which
what was right and wrong on the pages is likeliest. It is multiplied into the file's last layer.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from convscope import evaluation, pretrained
from convscope._files import write_bytes
from convscope.glass import GlassModel
from convscope.reading import Reader
from convscope.reading.compose import Page, Source, compose_source_page, learning_source, random_style, read_right

FACTORS = (1.0, 1.2, 1.4, 1.7, 2.0, 2.5)


def sharpened(data: bytes, factor: float) -> bytes:
    """Return the file with its logits multiplied by `factor`."""
    model = onnx.load_from_string(data)
    last = [node for node in model.graph.node if node.op_type == "Gemm"][-1]
    for tensor in model.graph.initializer:
        if tensor.name in last.input[1:]:
            values = numpy_helper.to_array(tensor) * np.float32(factor)
            tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
    return bytes(model.SerializeToString(deterministic=True))


def made_pages(source: Source, count: int, seed: int) -> list[Page]:
    """Return pages without marks: these are the judge's."""
    pages = []
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        pages.append(compose_source_page(source, random_style(rng), rng))
    return pages


def main() -> int:
    """Try, choose, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--file", type=Path, default=pretrained.path("digits"))
    arguments = parser.parse_args()
    data = arguments.file.read_bytes()
    pages = made_pages(learning_source(arguments.fonts, validation=True), arguments.pages, arguments.seed)
    surprise = {}
    for factor in FACTORS:
        reader = Reader(GlassModel(sharpened(data, factor)), min_confidence=0.0)
        read = [(digit, page) for page in pages for digit in reader.read(page.pixels).digits]
        sure = np.array([digit.probability for digit, _ in read])
        right = np.array([read_right(page, digit.digit, digit.box.to_list()) for digit, page in read])
        chance = np.clip(np.where(right, sure, 1 - sure), 1e-6, 1)
        surprise[factor] = float(-np.log(chance).mean())
        error = evaluation.calibrate(sure, right).error
        print(f"factor {factor:.1f}: log loss {surprise[factor]:.4f}, calibration error {error:.4f}, n {len(sure)}")
    best = min(surprise, key=lambda factor: surprise[factor])
    write_bytes(arguments.file, sharpened(data, best))
    print(f"{arguments.file}: logits times {best}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
