"""The pictures in a body: the body itself, or the files of a form."""

from __future__ import annotations

from python_multipart.multipart import parse_options_header

from convscope.serving._form import Sent, files_of

_FORM = b"multipart/form-data"


def sent_files(body: bytes, content_type: str) -> list[Sent]:
    """Return the files in a body, at least one.

    Args:
        body: the whole body.
        content_type: the header; `multipart/form-data` is taken apart, anything else is one file.

    Raises:
        Refusal: the form is damaged or cut off, or holds no file or too many.
    """
    kind, options = parse_options_header(content_type)
    return files_of(body, options.get(b"boundary")) if kind == _FORM else [Sent("", body)]
