"""What `load` does whatever the source is."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.datasets.makers import arrays, write_npz

from convscope import datasets

if TYPE_CHECKING:
    from pathlib import Path


def test_a_dataset_stays_itself(tmp_path: Path) -> None:
    dataset = datasets.load(write_npz(tmp_path / "data.npz"))
    assert datasets.load(dataset) is dataset
    assert datasets.load(dataset, resize=(5, 4)) is dataset


def test_resize_of_arrays(tmp_path: Path) -> None:
    flat = np.full((12, 5, 4), 77, np.uint8)
    dataset = datasets.load(write_npz(tmp_path / "data.npz", x_train=flat), resize=(10, 3))
    assert dataset.x_train.shape == (12, 10, 3, 1)
    assert dataset.x_test.shape == (6, 10, 3, 1)
    assert (dataset.x_train == 77).all()


def test_resize_keeps_a_picture_in_place() -> None:
    image = np.zeros((1, 8, 8, 3), np.uint8)
    image[0, :4, 4:, 1] = 200  # green, upper right
    larger = datasets._resize.resized(image, (16, 32), source="")
    assert larger[0, 2, 28].tolist() == [0, 200, 0]
    assert not larger[0, 12:].any()
    assert not larger[0, :, :12].any()


def test_many_classes_need_wider_labels(tmp_path: Path) -> None:
    path = write_npz(
        tmp_path / "data.npz",
        x_train=np.zeros((300, 2, 2), np.uint8),
        y_train=np.arange(300),
        x_test=np.zeros((6, 2, 2), np.uint8),
    )
    (_, y_train), _ = datasets.load_data(path)
    assert y_train.dtype == np.int64
    assert y_train[-1] == 299


def test_a_relative_path_goes_around_the_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_npz(tmp_path / "small.npz").rename(tmp_path / "mnist")
    assert len(datasets.load("./mnist").x_train) == 12


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("load(None)", "data must be a name, a path or a Dataset; found a NoneType"),
        ("load(numpy.zeros((3, 28, 28)))", "found a ndarray; save arrays with numpy.savez"),
        ("load('mnist', resize=28)", "resize must be a height and a width in 1..4096; found 28"),
        ("load('mnist', resize=(28,))", "found (28,)"),
        ("load('mnist', resize=(28.0, 28.0))", "found (28.0, 28.0)"),
        ("load('mnist', resize=(0, 28))", "found 0 x 28"),
    ],
)
def test_what_a_program_may_hand_over_by_mistake(call: str, said: str) -> None:
    # In a process of its own, where annotations are not checked, as they are not for users.
    program = (
        f"import numpy\nfrom convscope.datasets import load\ntry: {call}\nexcept ValueError as error: print(error)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert said in answer.stdout


def test_limited(tmp_path: Path) -> None:
    dataset = datasets.load(write_npz(tmp_path / "data.npz"))
    few = datasets.limited(dataset, 8)
    assert np.array_equal(few.x_train, dataset.x_train[:8])
    assert np.array_equal(few.y_train, dataset.y_train[:8])
    assert len(few.x_test) == 6
    assert few.class_names == dataset.class_names
    assert len(datasets.limited(dataset, 1000).x_train) == 12
    with pytest.raises(ValueError, match="limit must be at least 1; found 0"):
        datasets.limited(dataset, 0)


def test_keras_and_jax_stay_away(tmp_path: Path) -> None:
    path = write_npz(tmp_path / "data.npz")
    program = f"""
import sys
from convscope import datasets
dataset = datasets.load({str(path)!r})
datasets.describe(dataset), datasets.contact_sheet(dataset), datasets.load_data({str(path)!r})
print([name for name in ("keras", "jax", "tensorflow", "torch", "onnxruntime", "matplotlib") if name in sys.modules])
"""
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert answer.stdout == "[]\n"
    assert answer.stderr == ""


def test_importing_the_room_is_light() -> None:
    program = "import sys; import convscope.datasets; print([m for m in ('keras', 'jax', 'PIL') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert answer.stdout == "[]\n"


def dataset(**changed: object) -> datasets.Dataset:
    """Make a dataset by hand, as a user may."""
    made = arrays(size=(5, 4, 1))
    fields: dict[str, object] = {
        "name": "mine",
        **made,
        "class_names": ("a", "b", "c"),
        "source": "mine",
        **changed,
    }
    return datasets.Dataset(**fields)  # type: ignore[arg-type]


def test_a_dataset_made_by_hand() -> None:
    assert dataset().classes == 3
    with pytest.raises(ValueError, match="mine: a dataset must have at least 2 classes; found 1"):
        dataset(class_names=("a",))
    with pytest.raises(ValueError, match=r"mine: labels in y_train must lie in 0..1; found 0..2"):
        dataset(class_names=("a", "b"))
    with pytest.raises(ValueError, match="mine: a dataset must have training images; found none"):
        dataset(x_train=np.zeros((0, 5, 4, 1), np.uint8), y_train=np.zeros(0, np.int64))
    with pytest.raises(ValueError, match="mine: x_train must be uint8"):
        dataset(x_train=np.zeros((12, 5, 4, 2), np.uint8))


def test_a_dataset_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        dataset().name = "other"  # type: ignore[misc] # that is the point
