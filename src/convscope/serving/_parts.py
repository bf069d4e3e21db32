"""The pictures in a body: the body itself, or the files of a form."""

from __future__ import annotations

from python_multipart.multipart import parse_options_header

from convscope.serving._form import Sent, files_of
from convscope.serving._refusal import wrong

_FORM = b"multipart/form-data"


def sent_files(body: bytes, content_type: str) -> list[Sent]:
    """Return the files in a body, at least one.

    Args:
        body: the whole body.
        content_type: the header; `multipart/form-data` is taken apart, anything else is one file.

    Raises:
        Refusal: the body is empty, or the form is damaged or cut off, or holds no file or too many.
    """
    kind, options = parse_options_header(content_type)
    if kind == _FORM:
        return files_of(body, options.get(b"boundary"))
    if not body:  # as curl sends it whose file is not there
        todo = "send the picture's bytes: curl --data-binary @photo.png"
        raise wrong("a picture must hold data", found="an empty body", todo=todo)
    return [Sent("", body)]
