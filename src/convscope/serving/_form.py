"""A form (`multipart/form-data`), taken apart."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from convscope.serving._refusal import Refusal, wrong

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_MOST_FILES = 16
# Taking millions of them apart would take seconds.
_MOST_FIELDS = 64
_ESCAPED = {b"%0D": b"\r", b"%0A": b"\n", b"%22": b'"'}
"""What a browser writes into a file's name in place of what would end it; nothing else is escaped in a form."""


@dataclass(frozen=True)
class Sent:
    """A file that a client sent.

    Args:
        name: what the client calls it, or "".
        data: its bytes.
    """

    name: str
    data: bytes


def files_of(body: bytes, boundary: bytes | None) -> list[Sent]:
    """Return the files of a form, at least one.

    Args:
        body: the form.
        boundary: what stands between its parts; None if the client did not say.

    Raises:
        Refusal: the form is damaged or cut off, or holds no file or too many.
    """
    if boundary is None:
        raise _damaged("no boundary in its Content-Type")
    parts = _Parts()
    try:
        MultipartParser(boundary, parts.callbacks()).write(body)
    except FormParserError as error:
        raise _damaged(str(error)) from error
    count = len(parts.files)
    if body and not parts.ended:
        found = f"{count} file{'' if count == 1 else 's'} and not the boundary that ends it"
        raise wrong("a form must be whole", found=found, todo="send it again")
    if not parts.files:
        raise wrong("a form must hold a file", found="none", todo="curl: -F picture=@photo.jpg")
    return parts.files


class _Parts:
    """What the parser finds, part by part; a part is kept when its end has come."""

    def __init__(self) -> None:
        self.files: list[Sent] = []
        self.ended = False
        self._fields = 0
        self._begin()

    def callbacks(self) -> MultipartCallbacks:
        """Return what the parser is to call."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._field.append(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.append(data[start:end]),
            "on_header_end": self._end_header,
            "on_part_data": lambda data, start, end: self._data.append(data[start:end]),
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._headers: dict[bytes, bytes] = {}
        self._field: list[bytes] = []
        self._value: list[bytes] = []
        self._data: list[bytes] = []

    def _end_header(self) -> None:
        self._headers[b"".join(self._field).lower()] = b"".join(self._value).strip(b" \t")
        self._field, self._value = [], []

    def _end_part(self) -> None:
        disposition = self._headers.get(b"content-disposition", b"")
        _, options = parse_options_header(disposition)
        if b"name" not in options:
            raise _damaged("a part without a name")
        name = _extended_name(disposition) if b"filename" not in options else _unescaped(options[b"filename"])
        if name is None:
            self._fields += 1
            if self._fields > _MOST_FIELDS:
                rule = f"a form may hold at most {_MOST_FIELDS} fields beside its files"
                raise wrong(rule, found="more", todo="leave some out")
            return
        if len(self.files) == _MOST_FILES:
            raise wrong(f"a form may hold at most {_MOST_FILES} files", found="more", todo="send several requests")
        data = _decoded(b"".join(self._data), self._headers.get(b"content-transfer-encoding", b"").lower())
        self.files.append(Sent(name.decode("utf-8", "replace"), data))

    def _end(self) -> None:
        self.ended = True


def _unescaped(name: bytes) -> bytes:
    for escaped, plain in _ESCAPED.items():
        name = name.replace(escaped, plain)
    return name


def _extended_name(disposition: bytes) -> bytes | None:
    """Return the name given as `filename*=UTF-8''...`, which forms should not have and some clients send."""
    message = Message()
    message["Content-Disposition"] = disposition.decode("latin-1")
    given = message.get_param("filename", header="Content-Disposition")
    return given[2].encode("latin-1", "replace") if isinstance(given, tuple) else None


def _decoded(data: bytes, encoding: bytes) -> bytes:
    """Undo a part's Content-Transfer-Encoding; of a kind not known the bytes are taken as they are."""
    try:
        if encoding == b"base64":
            return base64.b64decode(data)
        return binascii.a2b_qp(data) if encoding == b"quoted-printable" else data
    except binascii.Error as error:
        raise _damaged(f"base64 that is wrong: {error}") from error


def _damaged(found: str) -> Refusal:
    return wrong("a form must be whole and undamaged", found=found, todo="send it again")
