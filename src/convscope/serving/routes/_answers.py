"""What the paths answer with, in words for `/docs`, and how it is written."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response


class Problem(BaseModel):
    """Whatever went wrong."""

    error: str = Field(description="One sentence: the rule, what was found, what to do.")


class DigitAnswer(BaseModel):
    """One digit."""

    digit: str
    probability: float
    second: str = Field(description="The next likeliest class.")
    box: tuple[int, int, int, int] = Field(description="Left, top, width, height in pixels of the upright picture.")
    doubtful: bool


class LineAnswer(BaseModel):
    """A line of digits."""

    text: str
    digits: list[DigitAnswer]


class RefusedAnswer(BaseModel):
    """Ink that is no digit."""

    reason: str
    box: tuple[int, int, int, int]


class ReadingAnswer(BaseModel):
    """What was read on a picture; as `convscope read --json` prints it."""

    file: str = Field(description="The file's name in the form, or nothing.")
    page: int | None = Field(None, description="Of a document's pages which, from 1; of other pictures left out.")
    text: str = Field(description="The lines, joined by newlines.")
    lines: list[LineAnswer]
    refused: list[RefusedAnswer]


class PredictionAnswer(BaseModel):
    """What the network makes of one picture, or of one image given as numbers."""

    file: str
    class_: str | None = Field(alias="class", description="The likeliest class; null for a blank picture.")
    probability: float | None
    second: str | None
    second_probability: float | None
    words: str = Field(description="How the picture was prepared, and which page of its document it is.")
    several: bool = Field(description="Whether there are several marks of about one size, though one was expected.")
    probabilities: list[float] | None = Field(description="One a class, in the order of class_names.")


class PredictionsAnswer(BaseModel):
    """What the network makes of all of them."""

    model: str
    class_names: list[str]
    predictions: list[PredictionAnswer]


PROBLEMS: dict[int | str, dict[str, Any]] = {
    408: {"model": Problem, "description": "The body came too slowly."},
    413: {"model": Problem, "description": "Too many bytes, pixels or pages, or it takes too long to work out."},
    415: {"model": Problem, "description": "Of a kind that is not read."},
    422: {"model": Problem, "description": "Damaged or wrong."},
    503: {"model": Problem, "description": "Busy; `Retry-After` says when to try again."},
}
WRONG_QUERY: dict[int | str, dict[str, Any]] = {
    422: {"model": Problem, "description": "A query parameter that the path does not know."}
}
UNKNOWN_MODEL: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "No model of that name."}}

_PICTURE = {"schema": {"type": "string", "format": "binary"}}
PICTURE_BODY: dict[str, Any] = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "properties": {"picture": {"type": "string", "format": "binary"}},
            "required": ["picture"],
        }
    },
    "application/octet-stream": _PICTURE,
    "image/*": _PICTURE,
}


def body_of(content: dict[str, Any]) -> dict[str, Any]:
    """Return what OpenAPI is told of a body that is taken in raw."""
    return {"requestBody": {"required": True, "content": content}}


def json_response(value: Any) -> Response:
    """Return a value as a line of JSON; NaN, which JSON lacks, is an error."""
    return Response(json_bytes(value) + b"\n", media_type="application/json")


class JsonLine(JSONResponse):
    """What FastAPI answers with where a path gives a value: a line of JSON."""

    def render(self, content: Any) -> bytes:
        """Return the line's bytes."""
        return json_bytes(content) + b"\n"


def json_bytes(value: Any) -> bytes:
    """Return a value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
