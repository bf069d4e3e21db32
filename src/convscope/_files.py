"""Files are written whole or not at all: a temporary file beside the target, fsync, rename."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope._errors import InputError, JobError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TEMPORARY = re.compile(r"\..*\.(\d+)-[0-9a-f]{8}(\.\w+)?", re.DOTALL)
"""A temporary file's name: the target's, and the process that writes it."""

_LONGEST_NAME = 255
"""Bytes; no usual file system takes a longer name."""

_TEMPORARY_STEM = 200

_OF_THE_NAME = frozenset({errno.EEXIST, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP})
"""Why no folder can ever have this name: a file has it, or is to hold it, or it is too long, or leads round."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")


def shortened(stem: str, most: int) -> str:
    """Return the beginning of a name, of at most so many bytes."""
    while len(os.fsencode(stem)) > most:
        stem = stem[:-1]
    return stem


def _job_error(path: Path, error: OSError) -> JobError:
    """Say in one line why `path` could not be written."""
    return JobError(
        "the file must be written whole",
        found=(error.strerror or type(error).__name__).lower(),
        todo="make room or choose another folder; what was saved before is intact",
        file=path,
    )


def _sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable; some file systems cannot, and need not."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def whole(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary path with `path`'s suffix; on leaving, sync it and rename it to `path`.

    For libraries that save to a path themselves. When the body raises, `path` is as it was before.

    Raises:
        JobError: the file could not be written (disk full, read-only folder, ...).
    """
    target = Path(path)
    stem = shortened(target.stem, _TEMPORARY_STEM)
    temporary = target.with_name(f".{stem}.{os.getpid()}-{secrets.token_hex(4)}{target.suffix}")
    try:
        yield temporary
        with temporary.open("rb") as handle:
            os.fsync(handle.fileno())
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise _job_error(target, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """Write `data` to `path`, whole or not at all."""
    with whole(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write `text` to `path` as UTF-8, whole or not at all."""
    write_bytes(path, text.encode("utf-8"))


def write_json(path: str | os.PathLike[str], value: Any) -> None:
    """Write `value` to `path` as indented JSON (no NaN), whole or not at all."""
    write_text(path, json_text(value) + "\n")


def json_text(value: Any, *, indent: int | None = 2) -> str:
    """Return `value` as JSON (no NaN), on one line if `indent` is None.

    Bytes of a file's name that are no text stand there escaped.
    """
    text = json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def is_temporary(name: str) -> bool:
    """Tell whether `whole` gave a file this name."""
    return _TEMPORARY.fullmatch(name) is not None


def remove_leftovers(folder: str | os.PathLike[str]) -> None:
    """Remove the temporary files in `folder` whose processes were killed while they wrote."""
    with contextlib.suppress(OSError):
        for file in list(Path(folder).iterdir()):
            match = _TEMPORARY.fullmatch(file.name)
            if match is not None and not _alive(int(match[1])):
                file.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    """Tell whether the process exists."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def exists(path: Path) -> bool:
    """Whether there is something of that name."""
    return _safe(path.exists)


def is_folder(path: Path) -> bool:
    """Whether there is a folder of that name."""
    return _safe(path.is_dir)


def _safe(test: Callable[[], bool]) -> bool:
    """Answer a question about a path; names that the system refuses (too long, NUL) do not exist."""
    try:
        return test()
    except ValueError:
        return False
    except OSError as error:
        if error.errno in (errno.ENAMETOOLONG, errno.ELOOP, errno.EACCES):
            return False
        raise


def check_new(path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
    """Return `path` when nothing is there, or a file that may be overwritten.

    Raises:
        InputError: something is there, there is no such folder, or the name is too long.
        JobError: the folder cannot be written.
    """
    target = Path(path)
    folder = target.parent
    if not is_folder(folder):
        is_file = exists(folder)
        raise InputError(
            "a file is written into a folder that exists",
            found="a file" if is_file else "none",
            todo="choose another" if is_file else "make it",
            file=folder,
        )
    if len(os.fsencode(target.name)) > _LONGEST_NAME:
        raise InputError(
            f"a file's name may have at most {_LONGEST_NAME} bytes",
            found=len(os.fsencode(target.name)),
            todo="choose a shorter one",
            file=target,
        )
    if is_folder(target):
        raise InputError("a file is written, not a folder", found="a folder", todo="choose another name", file=target)
    if not overwrite and os.path.lexists(target):
        raise InputError("nothing that exists is overwritten", found="a file", todo="give --overwrite", file=target)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _job_error(target, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))
    return target


def make_folder(path: str | os.PathLike[str]) -> Path:
    """Create `path` and its parents; an existing folder is fine.

    Raises:
        InputError: no folder can have this name.
        JobError: the folder could not be created.
    """
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        kind = InputError if error.errno in _OF_THE_NAME else JobError
        raise kind(
            "the folder must be created",
            found=(error.strerror or type(error).__name__).lower(),
            todo="choose another place",
            file=folder,
        ) from error
    return folder


def cache_folder() -> Path:
    """Return where convscope keeps what it can make again: `CONVSCOPE_CACHE`, else the user's cache folder."""
    import platformdirs  # few commands need it

    chosen = os.environ.get("CONVSCOPE_CACHE")
    return Path(chosen or platformdirs.user_cache_dir("convscope")).expanduser()
