"""A folder with four IDX files: images and labels, for training and for the test."""

from __future__ import annotations

import re
from pathlib import Path

from convscope._errors import InputError
from convscope.datasets._arrays import Part, from_arrays
from convscope.datasets._dataset import Dataset
from convscope.datasets._idx import read_idx

# MNIST and Fashion-MNIST say t10k, EMNIST says test and has its own name in front; some unpackers write .idx3-ubyte.
_NAME = re.compile(r"(?:^|.*[-_.])(train|t10k|test)[-_.](images|labels)[-_.]idx[1-4][-_.]ubyte(\.gz)?", re.IGNORECASE)
_EXAMPLES = {
    ("train", "images"): "train-images-idx3-ubyte",
    ("train", "labels"): "train-labels-idx1-ubyte",
    ("test", "images"): "t10k-images-idx3-ubyte",
    ("test", "labels"): "t10k-labels-idx1-ubyte",
}


def idx_files(names: list[str]) -> dict[tuple[str, str], list[str]]:
    """Sort out which of `names` are IDX files, by part (train, test) and content (images, labels)."""
    found: dict[tuple[str, str], list[str]] = {}
    for name in sorted(names):
        match = _NAME.fullmatch(name)
        if match and not name.startswith("."):
            part = "train" if match[1].lower() == "train" else "test"
            found.setdefault((part, match[2].lower()), []).append(name)
    return found


def load_idx_folder(folder: Path, names: list[str]) -> Dataset:
    """Load the four IDX files of `folder`; where one is there both plain and gzipped the plain one is read.

    Args:
        folder: the folder.
        names: the names of its files.

    Raises:
        InputError: a file is missing, there are several of a kind, or one is wrong.
    """
    found = idx_files(names)
    paths = {key: folder / _only(folder, key, found.get(key, [])) for key in _EXAMPLES}
    parts = {}
    for part in ("train", "test"):
        images, labels = (paths[part, content] for content in ("images", "labels"))
        parts[part] = Part(read_idx(images), read_idx(labels), (images.name, labels.name))
    return from_arrays(parts["train"], parts["test"], file=folder, test_split=0.0, seed=0)


def _only(folder: Path, key: tuple[str, str], names: list[str]) -> str:
    """Return the one file of this kind."""
    plain = {name.lower().removesuffix(".gz") for name in names}
    if len(plain) == 1:
        return min(names, key=len)
    found = f"no {key[1]} of the {key[0]} part" if not names else ", ".join(names)
    raise InputError(
        "a folder of IDX files must hold four of them: images and labels, for training and for the test",
        found=found,
        todo=f"add {_EXAMPLES[key]} or {_EXAMPLES[key]}.gz" if not names else "keep one set of files in the folder",
        file=folder,
    )
