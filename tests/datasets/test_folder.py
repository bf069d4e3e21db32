"""A folder of images."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.datasets.makers import write_pictures

from convscope import datasets
from convscope._errors import InputError
from convscope.datasets._layout import natural

if TYPE_CHECKING:
    from pathlib import Path


def rows(images: np.ndarray) -> list[bytes]:
    return sorted(image.tobytes() for image in images)


def open_now(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        picture.load()
        return picture


def on_disk(folder: Path) -> list[bytes]:
    return sorted(np.asarray(open_now(path)).tobytes() for path in folder.glob("*.png"))


def test_train_and_test(tmp_path: Path) -> None:
    for place, count in (("train/cat", 4), ("train/dog", 5), ("test/cat", 2), ("test/dog", 3)):
        write_pictures(tmp_path / place, count)
    dataset = datasets.load(tmp_path)
    assert dataset.class_names == ("cat", "dog")
    assert dataset.shape == (5, 4, 1)
    assert dataset.name == tmp_path.name
    for label, name in enumerate(dataset.class_names):
        assert rows(dataset.x_train[dataset.y_train == label]) == on_disk(tmp_path / "train" / name)
        assert rows(dataset.x_test[dataset.y_test == label]) == on_disk(tmp_path / "test" / name)


def test_no_split_makes_one(tmp_path: Path) -> None:
    for name in ("cat", "dog"):
        write_pictures(tmp_path / name, 10)
    dataset = datasets.load(tmp_path)
    assert np.bincount(dataset.y_test).tolist() == [2, 2]
    for label, name in enumerate(dataset.class_names):
        both = np.concatenate([dataset.x_train[dataset.y_train == label], dataset.x_test[dataset.y_test == label]])
        assert rows(both) == on_disk(tmp_path / name)
    again, other = datasets.load(tmp_path), datasets.load(tmp_path, seed=1)
    assert np.array_equal(dataset.x_train, again.x_train)
    assert np.array_equal(dataset.x_test, again.x_test)
    assert not np.array_equal(dataset.x_test, other.x_test)
    assert datasets.load(tmp_path, test_split=0.5).x_test.shape[0] == 10


def test_a_train_folder_alone_is_split(tmp_path: Path) -> None:
    for name in ("cat", "dog"):
        write_pictures(tmp_path / "train" / name, 5)
    assert len(datasets.load(tmp_path).x_test) == 2
    assert len(datasets.load(tmp_path, test_split=0.0).x_test) == 0


def test_pictures_right_below_train(tmp_path: Path) -> None:
    write_pictures(tmp_path / "train", 5)
    with pytest.raises(InputError, match="pictures without one"):
        datasets.load(tmp_path)


def test_train_may_be_a_class(tmp_path: Path) -> None:
    for name in ("bus", "car", "train"):
        write_pictures(tmp_path / name, 2)
    assert datasets.load(tmp_path).class_names == ("bus", "car", "train")


def test_train_and_test_without_classes(tmp_path: Path) -> None:
    write_pictures(tmp_path / "train", 2)
    write_pictures(tmp_path / "test", 2)
    with pytest.raises(InputError, match="pictures without one"):
        datasets.load(tmp_path)


def test_a_test_part_without_classes_is_not_passed_over(tmp_path: Path) -> None:
    for place in ("train/a", "train/b", "test", "validation/a"):
        write_pictures(tmp_path / place, 2)
    with pytest.raises(InputError, match=f"^{tmp_path / 'test'}: .*pictures without one"):
        datasets.load(tmp_path)


def test_another_part_is_left_alone(tmp_path: Path) -> None:
    for part in ("train", "test", "validation"):
        for name in ("a", "b"):
            write_pictures(tmp_path / part / name, 2)
    dataset = datasets.load(tmp_path)
    assert (len(dataset.x_train), len(dataset.x_test)) == (4, 4)


def test_validation_sees_every_class(tmp_path: Path) -> None:
    for place in ("train/a", "train/b", "train/c", "test/a", "test/b", "test/c"):
        write_pictures(tmp_path / place, 20)
    dataset = datasets.load(tmp_path)
    start, stop = datasets.validation_rows(60, 0.2)
    assert set(dataset.y_train[start:stop].tolist()) == {0, 1, 2}


def test_natural_order(tmp_path: Path) -> None:
    for name in ("10", "9", "1", "B", "a"):
        write_pictures(tmp_path / name, 2)
    assert datasets.load(tmp_path).class_names == ("1", "9", "10", "a", "B")


@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=8), st.integers(0, 10**6), st.integers(0, 10**6))
def test_natural_order_of_any_names(names: list[str], low: int, high: int) -> None:
    assert sorted(names, key=natural) == sorted(sorted(names), key=natural)
    assert (natural(f"x{low}") < natural(f"x{high}")) == (low < high)


def test_one_coloured_picture_makes_all_coloured(tmp_path: Path) -> None:
    write_pictures(tmp_path / "grey", 3)
    write_pictures(tmp_path / "colour", 3, colour=True)
    dataset = datasets.load(tmp_path, test_split=0.0)
    assert dataset.shape == (5, 4, 3)
    grey = dataset.x_train[dataset.y_train == dataset.class_names.index("grey")]
    assert np.array_equal(grey[..., 0], grey[..., 1])
    assert np.array_equal(grey[..., 0], grey[..., 2])


def test_grey_saved_as_colour_is_grey(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_pictures(tmp_path / name, 2)
        open_now(tmp_path / name / "1.png").convert("RGB").save(tmp_path / name / "1.png")
    assert datasets.load(tmp_path).shape == (5, 4, 1)


def test_suffixes_and_other_files(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_pictures(tmp_path / "a", 2, suffix=".PNG")
    write_pictures(tmp_path / "b", 2, suffix=".Jpg")
    write_pictures(tmp_path / "b" / "deeper", 2, suffix=".bmp")
    for hidden in ("a/.DS_Store", "a/Thumbs.db", "b/._1.png"):
        (tmp_path / hidden).write_bytes(b"x")
    (tmp_path / ".git").mkdir()
    with caplog.at_level(logging.WARNING):
        assert len(datasets.load(tmp_path, test_split=0.0).x_train) == 6
    assert not caplog.records
    (tmp_path / "a" / "notes\n.txt").write_text("x")
    with caplog.at_level(logging.WARNING):
        datasets.load(tmp_path)
    (line,) = caplog.messages
    assert line == f"{tmp_path}: 1 files that are no pictures were passed over: a/notes\\n.txt"


def test_links_do_not_loop(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_pictures(tmp_path / "pictures" / name, 2)
    (tmp_path / "pictures" / "a" / "up").symlink_to(tmp_path / "pictures")
    (tmp_path / "pictures" / "c").symlink_to(tmp_path / "pictures" / "b")  # a class may be a link
    assert datasets.load(tmp_path / "pictures").class_names == ("a", "b", "c")


def test_resize(tmp_path: Path) -> None:
    write_pictures(tmp_path / "a", 2)
    write_pictures(tmp_path / "b", 2, size=(9, 7))
    dataset = datasets.load(tmp_path, resize=(12, 8))
    assert dataset.shape == (12, 8, 1)
