"""The contact sheet shows the images, a row a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from convscope import datasets
from convscope._errors import InputError, JobError

if TYPE_CHECKING:
    from pathlib import Path


def make(
    size: tuple[int, int, int] = (8, 8, 1), names: tuple[str, ...] = ("a", "b"), per_class: int = 3
) -> datasets.Dataset:
    labels = np.arange(len(names) * per_class) % len(names)
    images = np.zeros((len(labels), *size), np.uint8)
    images[labels == 1] = 100
    return datasets.Dataset("mine", images, labels, images[:0], labels[:0], names, "here")


def test_each_class_has_its_row() -> None:
    sheet = datasets.contact_sheet(make())
    pixels = np.asarray(sheet)
    of_b = np.argwhere((pixels == 100).all(axis=2))
    of_a = np.argwhere((pixels == 0).all(axis=2))
    assert len(of_b) == 3 * 64 * 64  # three images, 8 times as large
    assert len(of_a) == 3 * 64 * 64
    assert of_a[:, 0].max() < of_b[:, 0].min()
    assert sheet.mode == "RGB"


@settings(max_examples=25, deadline=None)
@given(
    size=st.tuples(st.integers(1, 200), st.integers(1, 200), st.sampled_from([1, 3])),
    names=st.lists(st.text(max_size=30), min_size=2, max_size=5, unique=True),
    per_class=st.integers(1, 15),
)
def test_any_size_and_name(size: tuple[int, int, int], names: list[str], per_class: int) -> None:
    sheet = datasets.contact_sheet(make(size, tuple(names), per_class))
    assert 480 < sheet.width < 2000
    assert sheet.height < 1000


def test_many_classes() -> None:
    few = datasets.contact_sheet(make(names=tuple(str(n) for n in range(50))), rows=10)
    more = datasets.contact_sheet(make(names=tuple(str(n) for n in range(50))), rows=20)
    assert few.height < more.height < 20 * few.height


def test_written_whole(tmp_path: Path) -> None:
    datasets.write_contact_sheet(make(), tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == datasets.contact_sheet(make()).size
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(InputError, match=r"a contact sheet must be written as \.png"):
        datasets.write_contact_sheet(make(), tmp_path / "sheet.exe")
    with pytest.raises(JobError, match="must be written whole"):
        datasets.write_contact_sheet(make(), tmp_path / "nowhere" / "sheet.png")
