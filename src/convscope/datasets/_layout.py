"""Which pictures a folder of images holds: one folder a class, possibly below `train` and `test`."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import NamedTuple

from convscope._errors import InputError, one_line
from convscope.datasets._regular import unreadable

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".heic", ".heif"})
"""What counts as a picture in a folder of images, in small or capital letters."""

_HABITUAL = frozenset({"thumbs.db", "desktop.ini"})
_SHOWN = 3
_log = logging.getLogger("convscope.datasets")


class Layout(NamedTuple):
    """Pictures and their labels, and the names of the classes; `test` is None where the folder has no test part."""

    class_names: tuple[str, ...]
    train: list[tuple[Path, int]]
    test: list[tuple[Path, int]] | None


def read_layout(root: Path) -> Layout:
    """List the pictures below `root`, classes and files in natural order (10 after 9).

    Two layouts: `train/<class>/*.png` with `test/<class>/*.png`, or `<class>/*.png`; a folder `train` without `test`
    counts as the second. Hidden files are passed over, and so are files that are no pictures, which is said in one
    line on the log `convscope.datasets`.

    Raises:
        InputError: no class folder, a class without pictures, a test class that is not trained.
    """
    folders = _folders(root)
    parts = _parts(folders)
    if "test" in parts and "train" not in parts and len(folders) == 1:
        raise _no_classes(root, "test without train")
    if "train" not in parts:
        classes = _classes(root, folders)
        return Layout(tuple(classes), _rows(classes, list(classes)), None)
    train = _classes(parts["train"], _folders(parts["train"]))
    names = list(train)
    if "test" not in parts:
        return Layout(tuple(names), _rows(train, names), None)
    test = _classes(parts["test"], _folders(parts["test"]))
    unknown = [name for name in test if name not in train]
    if unknown:
        raise InputError(
            "every class of the test part must have a folder in the training part",
            found=f"only in the test part: {', '.join(unknown[:_SHOWN])}",
            todo="name the folders of both parts alike",
            file=root,
        )
    return Layout(tuple(names), _rows(train, names), _rows(test, names))


def _parts(folders: list[Path]) -> dict[str, Path]:
    """Find the folders `train` and `test`; a `train` without folders, among others, is a class of that name."""
    found = {folder.name.lower(): folder for folder in folders if folder.name.lower() in {"train", "test"}}
    if len(found) < len(folders) and "train" in found and not _folders(found["train"]):
        return {}
    return found


def natural(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Sort key under which 10 comes after 9, and numbers before letters."""
    pieces = re.split(r"([0-9]+)", name.casefold())
    return tuple((0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces if piece), name


def _rows(classes: dict[str, list[Path]], names: list[str]) -> list[tuple[Path, int]]:
    """Give every picture the number of its class."""
    return [(path, names.index(name)) for name, paths in classes.items() for path in paths]


def _classes(root: Path, folders: list[Path]) -> dict[str, list[Path]]:
    """List the pictures of each class folder."""
    if not folders:
        raise _no_classes(root, _what_is_there(root))
    ignored: list[Path] = []
    classes = {folder.name: _pictures(folder, ignored) for folder in folders}
    if not any(classes.values()):
        raise _no_classes(root, f"no picture in {', '.join(list(classes)[:_SHOWN])}")
    for folder in folders:
        if not classes[folder.name]:
            raise InputError(
                "a class folder must hold pictures",
                found="none",
                todo=f"add pictures ({', '.join(sorted(SUFFIXES))}) or remove the folder",
                file=folder,
            )
    if ignored:
        some = ", ".join(str(path.relative_to(root)) for path in ignored[:_SHOWN])
        more = " ..." if len(ignored) > _SHOWN else ""
        _log.warning(
            "%s: %d files that are no pictures were passed over: %s%s",
            one_line(root),
            len(ignored),
            one_line(some),
            more,
        )
    return classes


def _pictures(folder: Path, ignored: list[Path]) -> list[Path]:
    """List the pictures in a class folder and below it; links to folders are not followed there."""
    found: list[Path] = []

    def stop(error: OSError) -> None:
        raise unreadable(folder, error) from error

    for place, below, names in os.walk(folder, onerror=stop):
        below[:] = sorted((name for name in below if not name.startswith(".")), key=natural)
        for name in sorted(names, key=natural):
            path = Path(place, name)
            if path.suffix.lower() in SUFFIXES and not name.startswith("."):
                found.append(path)
            elif not name.startswith(".") and name.lower() not in _HABITUAL:
                ignored.append(path)
    return found


def _folders(root: Path) -> list[Path]:
    """List the folders in `root`, hidden ones left out, in natural order."""
    try:
        inside = [path for path in root.iterdir() if not path.name.startswith(".") and path.is_dir()]
    except OSError as error:
        raise unreadable(root, error) from error
    return sorted(inside, key=lambda path: natural(path.name))


def _what_is_there(root: Path) -> str:
    """Say what a folder holds instead of class folders."""
    names = [path.name for path in root.iterdir()]
    pictures = sum(Path(name).suffix.lower() in SUFFIXES for name in names)
    if not names:
        return "an empty folder"
    return f"pictures without one ({pictures})" if pictures else f"no folder and no picture, but {names[0]}"


def _no_classes(root: Path, found: str) -> InputError:
    return InputError(
        "a folder of images must hold one folder a class",
        found=found,
        todo="arrange it as <class>/*.png, or as train/<class>/*.png and test/<class>/*.png",
        file=root,
    )
