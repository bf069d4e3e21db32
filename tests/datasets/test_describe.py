"""What `describe` finds."""

from __future__ import annotations

import json

import numpy as np

from convscope import datasets


def make(
    y_train: list[int], y_test: list[int], x_train: np.ndarray | None = None, x_test: np.ndarray | None = None
) -> datasets.Dataset:
    generator = np.random.default_rng(2)
    return datasets.Dataset(
        name="mine",
        x_train=generator.integers(0, 256, (len(y_train), 4, 3, 1), np.uint8) if x_train is None else x_train,
        y_train=np.array(y_train, np.int64),
        x_test=generator.integers(0, 256, (len(y_test), 4, 3, 1), np.uint8) if x_test is None else x_test,
        y_test=np.array(y_test, np.int64),
        class_names=("a", "b"),
        source="here",
    )


def test_counts() -> None:
    info = datasets.describe(make([0, 1, 0, 1, 0], [1, 0]))
    assert [(count.name, count.train, count.test) for count in info.classes] == [("a", 3, 1), ("b", 2, 1)]
    assert (info.train, info.test, info.shape, info.dtype) == (5, 2, (4, 3, 1), "uint8")
    assert 0 <= info.low < info.high <= 255
    assert info.warnings == ()
    assert json.loads(json.dumps(info.to_dict()))["classes"][0] == {"name": "a", "train": 3, "test": 1}


def test_without_a_test_part() -> None:
    info = datasets.describe(make([0, 1], [], x_test=np.zeros((0, 4, 3, 1), np.uint8)))
    assert info.test == 0
    assert info.warnings == ()


def warnings(dataset: datasets.Dataset) -> str:
    return "; ".join(datasets.describe(dataset).warnings)


def test_imbalance() -> None:
    assert "11 training images of a, 2 of b" in warnings(make([0] * 10 + [1, 0, 1], [0, 1]))
    assert "no training image of b" in warnings(make([0] * 3, [0, 1]))
    assert "no test image of b" in warnings(make([0, 1], [0]))


def test_classes_one_after_the_other() -> None:
    assert "validation_split=0.2 takes, has no image of a" in warnings(make([0] * 20 + [1] * 20, [0, 1]))


def test_images_that_show_nothing() -> None:
    dark = np.zeros((2, 4, 3, 1), np.uint8)
    dark[0, 0, 0] = 1
    found = warnings(make([0, 1], [0, 1], x_train=dark, x_test=dark[1:].repeat(2, axis=0) + np.uint8(1)))
    assert "everything is black" in found
    assert "1 training images of a single grey value, the first is number 1" in found
    assert "2 test images of a single grey value, the first is number 0" in found


def test_copies() -> None:
    images = np.arange(36, dtype=np.uint8).reshape(3, 4, 3, 1)
    found = warnings(make([0, 1, 0], [0, 0], x_train=images, x_test=images[:2]))
    assert "2 of 2 test images are training images too" in found
    assert "1 images occur under more than one label" in found


def test_mnist_is_clean() -> None:
    info = datasets.describe(datasets.load("mnist"))
    assert info.warnings == ()
    assert (info.low, info.high) == (0, 255)
    assert info.classes[1] == datasets.ClassCount("1", 6742, 1135)
