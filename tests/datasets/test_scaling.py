"""Scaling gives the bits of the tutorial's program."""

from __future__ import annotations

import numpy as np
import pytest

from convscope.datasets import SCALINGS, Scaling

EVERY_GREY = np.arange(256, dtype=np.uint8).reshape(4, 8, 8, 1)


def test_the_tutorials_bits() -> None:
    x_train = EVERY_GREY.astype("float32")
    expected = x_train / 127.5 - 1
    scaled = SCALINGS["tutorial"].apply(EVERY_GREY)
    assert scaled.dtype == np.float32
    assert scaled.tobytes() == expected.tobytes()
    assert (scaled.min(), scaled.max()) == (-1, 1)


def test_unit_and_none() -> None:
    assert SCALINGS["unit"].apply(EVERY_GREY).tobytes() == (EVERY_GREY.astype("float32") / 255).tobytes()
    assert SCALINGS["none"].apply(EVERY_GREY).tobytes() == EVERY_GREY.astype("float32").tobytes()


def test_why_it_is_a_divisor() -> None:
    multiplied = EVERY_GREY.astype("float32") * np.float32(1 / 127.5) - 1
    assert multiplied.tobytes() != SCALINGS["tutorial"].apply(EVERY_GREY).tobytes()


def test_a_scaling_of_ones_own() -> None:
    own = Scaling(divisor=64.0, offset=0.5)
    assert own.scale == 1 / 64
    assert own.apply(EVERY_GREY).max() == 255 / 64 + 0.5


def test_the_input_is_untouched() -> None:
    images = EVERY_GREY.copy()
    images.flags.writeable = False
    SCALINGS["tutorial"].apply(images)
    assert np.array_equal(images, EVERY_GREY)


def test_the_names_are_fixed() -> None:
    assert sorted(SCALINGS) == ["none", "tutorial", "unit"]
    with pytest.raises(TypeError):
        SCALINGS["mine"] = Scaling(1.0, 0.0)  # type: ignore[index] # that is the point
