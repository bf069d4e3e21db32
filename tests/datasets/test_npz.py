"""NumPy's .npz, as people save it."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from tests.datasets.makers import arrays, write_npz

from convscope import datasets
from convscope._errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from hypothesis.strategies import DataObject


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("npz") / "data.npz"


@given(data=st.data(), compressed=st.booleans())
def test_round_trip(data: DataObject, compressed: bool, path: Path) -> None:
    size = data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4), st.sampled_from([1, 3])))
    classes = data.draw(st.integers(2, 4))
    extra = data.draw(
        arrays_of.arrays(
            st.sampled_from([np.int8, np.int64, np.float32]), st.integers(0, 5), elements=st.integers(0, classes - 1)
        )
    )
    y_train = np.concatenate([np.arange(classes, dtype=extra.dtype), extra])
    x_train = data.draw(arrays_of.arrays(np.uint8, (len(y_train), *size)))
    x_test, y_test = x_train[::-1], y_train[::-1]
    if data.draw(st.booleans()):
        x_train = np.asfortranarray(x_train)
    save = np.savez_compressed if compressed else np.savez
    save(path, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    dataset = datasets.load(path)
    assert np.array_equal(dataset.x_train, x_train)
    assert np.array_equal(dataset.y_train, y_train)
    assert np.array_equal(dataset.x_test, x_test)
    assert np.array_equal(dataset.y_test, y_test)
    assert dataset.classes == classes


@given(data=st.data())
def test_damage_is_seen_or_harmless(data: DataObject, path: Path) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays())  # type: ignore[arg-type] # NumPy's stub takes the second keyword for a flag
    content = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    with contextlib.suppress(InputError):
        loaded = datasets.load(path)
        assert np.array_equal(loaded.x_train[..., 0], arrays()["x_train"])


@given(
    header=st.binary(max_size=60) | st.text("(){}[]',:0123456789 descrfotan_shape|u1<>=", max_size=80).map(str.encode)
)
def test_any_npy_header_is_read_or_refused(header: bytes, path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(path, "w") as archive:
        for key in ("x_train", "y_train"):
            archive.writestr(f"{key}.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)
    with pytest.raises(InputError):
        datasets.load(path)


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, np.int16, np.uint32, ">i4"])
def test_whole_numbers_of_any_type(kind: str, tmp_path: Path) -> None:
    images = arrays()["x_train"].astype(kind)
    dataset = datasets.load(write_npz(tmp_path / "data.npz", x_train=images))
    assert np.array_equal(dataset.x_train[..., 0], arrays()["x_train"])


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_floats_up_to_1_are_shares_of_white(kind: type, tmp_path: Path) -> None:
    grey = np.arange(240, dtype=np.uint8).reshape(12, 5, 4)
    shares: np.ndarray = (grey / 255).astype(kind)
    dataset = datasets.load(write_npz(tmp_path / "data.npz", x_train=shares, x_test=shares[:6]))
    assert np.array_equal(dataset.x_train[..., 0], grey)


def test_booleans_are_black_and_white(tmp_path: Path) -> None:
    ink = arrays()["x_train"] > 127
    dataset = datasets.load(write_npz(tmp_path / "data.npz", x_train=ink))
    assert np.array_equal(dataset.x_train[..., 0], np.where(ink, 255, 0))


def test_labels_as_a_column(tmp_path: Path) -> None:
    dataset = datasets.load(write_npz(tmp_path / "data.npz", y_train=arrays()["y_train"][:, np.newaxis]))
    assert dataset.y_train.shape == (12,)


def test_class_names(tmp_path: Path) -> None:
    names = np.array(["猫", "dog", "cow", "unseen"])
    dataset = datasets.load(write_npz(tmp_path / "data.npz", class_names=names))
    assert dataset.class_names == ("猫", "dog", "cow", "unseen")


@pytest.mark.parametrize("keys", [("x_train", "y_train"), ("x", "y")])
def test_without_a_test_part_one_is_made(keys: tuple[str, str], tmp_path: Path) -> None:
    source = arrays(train=60)
    content = {keys[0]: source["x_train"], keys[1]: source["y_train"]}
    np.savez(tmp_path / "data.npz", **content)  # type: ignore[arg-type] # NumPy's stub takes a keyword for a flag
    dataset = datasets.load(tmp_path / "data.npz", seed=3)
    assert np.bincount(dataset.y_test).tolist() == [4, 4, 4]
    assert np.bincount(dataset.y_train).tolist() == [16, 16, 16]
    whole = datasets.load(tmp_path / "data.npz", test_split=0.0)
    assert np.array_equal(whole.x_train[..., 0], source["x_train"])  # in the file's order
    assert whole.x_test.shape == (0, 5, 4, 1)
    assert whole.y_test.shape == (0,)


def test_a_pickle_is_never_loaded(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return exec, (f"open({str(tmp_path / 'ran')!r}, 'w')",)

    write_npz(tmp_path / "data.npz", x_train=np.array([Evil()], object))
    with pytest.raises(InputError, match="never loaded"):
        datasets.load(tmp_path / "data.npz")
    assert not (tmp_path / "ran").exists()


def test_load_data_of_a_colour_file(tmp_path: Path) -> None:
    images = np.zeros((12, 5, 4, 3), np.uint8)
    (x_train, y_train), (x_test, _) = datasets.load_data(
        write_npz(tmp_path / "data.npz", x_train=images, x_test=images[:6])
    )
    assert x_train.shape == (12, 5, 4, 3)
    assert x_test.shape == (6, 5, 4, 3)
    assert y_train.dtype == np.uint8
