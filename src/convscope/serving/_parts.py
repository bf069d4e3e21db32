"""The pictures in a body: the body itself, or the files of a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_multipart import FormParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from convscope.serving._refusal import WRONG, Refusal

if TYPE_CHECKING:
    from python_multipart.multipart import Field, File

_FORM = b"multipart/form-data"
_MOST_FILES = 16
# Taking millions of them apart would take seconds.
_MOST_FIELDS = 64
_IN_MEMORY = 1 << 40


@dataclass(frozen=True)
class Sent:
    """A file that a client sent.

    Args:
        name: what the client calls it, or "".
        data: its bytes.
    """

    name: str
    data: bytes


def sent_files(body: bytes, content_type: str) -> list[Sent]:
    """Return the files in a body, at least one.

    Args:
        body: the whole body.
        content_type: the header; `multipart/form-data` is taken apart, anything else is one file.

    Raises:
        Refusal: the form is damaged, or holds no file or too many.
    """
    kind, options = parse_options_header(content_type)
    if kind != _FORM:
        return [Sent("", body)]
    found: list[Sent] = []
    fields = 0

    def pass_over(_: Field) -> None:
        nonlocal fields
        fields += 1
        if fields > _MOST_FIELDS:
            raise Refusal(WRONG, f"a form may hold at most {_MOST_FIELDS} fields beside its files; found more")

    def keep(file: File) -> None:
        if len(found) == _MOST_FILES:
            raise Refusal(WRONG, f"a form may hold at most {_MOST_FILES} files; found more; send several requests")
        file.file_object.seek(0)
        found.append(Sent((file.file_name or b"").decode("utf-8", "replace"), file.file_object.read()))
        file.close()

    try:
        parser = FormParser(
            _FORM.decode(),
            on_field=pass_over,
            on_file=keep,
            boundary=options.get(b"boundary"),
            config={"MAX_MEMORY_FILE_SIZE": _IN_MEMORY},
        )
        parser.write(body)
        parser.finalize()
    except (FormParserError, AssertionError) as error:
        raise Refusal(WRONG, f"a form must be whole and undamaged; found {error}; send it again") from error
    if not found:
        raise Refusal(
            WRONG, "a form must hold a file; found none, or one that ends too early; curl: -F picture=@photo.jpg"
        )
    return found
