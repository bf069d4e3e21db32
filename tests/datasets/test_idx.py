"""IDX files are read as the format says, plain and gzipped."""

from __future__ import annotations

import contextlib
import gzip
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from tests.datasets.makers import IDX_NAMES, arrays, idx_bytes, write_idx_folder

from convscope import datasets
from convscope._errors import InputError
from convscope.datasets._idx import read_idx

if TYPE_CHECKING:
    from pathlib import Path

ARRAYS = arrays_of.arrays(np.uint8, arrays_of.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=5))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("idx") / "some-idx"


@given(array=ARRAYS, packed=st.booleans())
def test_round_trip(array: np.ndarray, packed: bool, path: Path) -> None:
    data = idx_bytes(array)
    path.write_bytes(gzip.compress(data) if packed else data)
    read = read_idx(path)
    assert read.shape == array.shape
    assert np.array_equal(read, array)


@given(data=st.binary(min_size=1) | st.builds(lambda rest: b"\0\0\x08\x03" + rest, st.binary(max_size=40)))
def test_any_bytes_are_read_or_refused(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    with contextlib.suppress(InputError):
        assert idx_bytes(read_idx(path)) == data


@given(array=ARRAYS, cut=st.integers(1, 60), packed=st.booleans())
def test_anything_cut_off_is_refused(array: np.ndarray, cut: int, packed: bool, path: Path) -> None:
    data = idx_bytes(array)
    data = (gzip.compress(data) if packed else data)[:-cut]
    path.write_bytes(data)
    with pytest.raises(InputError):
        read_idx(path)


@pytest.mark.parametrize("packed", [False, True])
def test_four_files(packed: bool, tmp_path: Path) -> None:
    expected = arrays()
    dataset = datasets.load(write_idx_folder(tmp_path / "idx", packed=packed))
    for key, array in expected.items():
        found = getattr(dataset, key)
        assert np.array_equal(found[..., 0] if key.startswith("x") else found, array), key
    assert dataset.class_names == ("0", "1", "2")
    assert dataset.name == "idx"
    assert dataset.source == str(tmp_path / "idx")


@pytest.mark.parametrize(
    "names",
    [
        tuple(name.replace("-idx", ".idx") for name in IDX_NAMES),
        tuple(name.upper() for name in IDX_NAMES),
        tuple(f"emnist-digits-{name.replace('t10k', 'test')}" for name in IDX_NAMES),
    ],
)
def test_other_names_in_use(names: tuple[str, ...], tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "idx")
    for old, new in zip(IDX_NAMES, names, strict=True):
        (folder / old).rename(folder / new)
    (folder / "README.md").write_text("about the files")
    assert len(datasets.load(folder).x_test) == 6


def test_plain_goes_before_gzipped(tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "idx")
    (folder / f"{IDX_NAMES[0]}.gz").write_bytes(b"not read")
    assert len(datasets.load(folder).x_train) == 12


def test_colour(tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "idx")
    for name, count in ((IDX_NAMES[0], 12), (IDX_NAMES[2], 6)):
        (folder / name).write_bytes(idx_bytes(np.full((count, 5, 4, 3), 7, np.uint8)))
    assert datasets.load(folder).shape == (5, 4, 3)
