"""Whatever is wrong with a data set, the user gets one clear line that names the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.datasets.bad_inputs import CASES
from tests.datasets.makers import write_npz

from convscope import datasets
from convscope._errors import InputError, one_line

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", CASES)
def test_one_clear_line(name: str, tmp_path: Path) -> None:
    maker, words = CASES[name]
    made = maker(tmp_path)
    source, file = made if isinstance(made, tuple) else (made, made)
    with pytest.raises(InputError) as raised:
        datasets.load(source)
    message = str(raised.value)
    assert message.isprintable()
    assert message.startswith(f"{one_line(file)}: ")
    assert words in message
    assert message.count("; ") >= 2  # the rule, what was found, what to do
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    "options",
    [
        {"test_split": 1.0},
        {"test_split": -0.1},
        {"test_split": float("nan")},
        {"resize": (0, 28)},
        {"resize": (28, 100_000)},
    ],
)
def test_bad_options(options: dict[str, object], tmp_path: Path) -> None:
    path = write_npz(tmp_path / "data.npz")
    with pytest.raises(InputError, match="must be") as raised:
        datasets.load(path, **options)  # type: ignore[arg-type] # what is wrong is the point
    assert str(raised.value).isprintable()


def test_an_empty_name() -> None:
    with pytest.raises(InputError, match="a dataset must have a name or a path"):
        datasets.load("")


def test_a_nul_in_the_name() -> None:
    with pytest.raises(InputError, match="null"):
        datasets.load("a\0b")


def test_device_files_do_not_block() -> None:
    for device in ("/dev/zero", "/dev/null"):
        with pytest.raises(InputError, match=f"^{device}: .*a device file"):
            datasets.load(device)


def test_resizing_beyond_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convscope.datasets._regular._memory", lambda: 1_000_000)
    path = write_npz(tmp_path / "data.npz")
    with pytest.raises(InputError, match="half of this machine's memory"):
        datasets.load(path, resize=(1000, 1000))
