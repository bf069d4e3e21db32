"""The package digit-recognizer-py reads pictures of one digit: `recognisers.py` starts it.

Its network lies in its wheel. It takes no more of torchvision than how an image is scaled, but importing that
registers operators, of which the processor's build of PyTorch has none: they are declared here, and never called.
"""

from __future__ import annotations

from picture_turns import read_pictures
from torch import library

OPERATORS = ("nms", "qnms", "roi_align", "qroi_align", "roi_pool", "ps_roi_align", "ps_roi_pool", "deform_conv2d")
BACKWARD = ("_roi_align", "_roi_pool", "_ps_roi_align", "_ps_roi_pool", "_deform_conv2d")


def declare() -> library.Library:
    """Declare torchvision's operators; they are known for as long as what is returned lives."""
    operators = library.Library("torchvision", "DEF")
    for name in (*OPERATORS, *(f"{name}_backward" for name in BACKWARD)):
        operators.define(f"{name}(Tensor x) -> Tensor")
    return operators


if __name__ == "__main__":
    declared = declare()
    import digit_recognizer

    read_pictures(lambda file, _kind: str(digit_recognizer.predict(file)))
