"""What is said to a client that is not given what it asked for: a status, and one sentence as `{"error": ...}`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.responses import Response

from convscope._errors import MissingPartError, TooLargeError, WrongKindError, one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from convscope._errors import ConvscopeError

TOO_LARGE, WRONG_KIND, WRONG, BUSY = 413, 415, 422, 503
GONE = 499
"""The client has left; nobody sees this but the metrics (the number is nginx's)."""
_LONGEST = 120


class Refusal(Exception):  # noqa: N818 - what it is to the client, not to us
    """A request that is not answered.

    Args:
        status: the HTTP status.
        sentence: what was wrong and what to do.
        retry_after: seconds after which it may go better.
        close: end the connection too, for the rest of the body has not been read.
    """

    def __init__(self, status: int, sentence: str, *, retry_after: int | None = None, close: bool = False) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.retry_after, self.close = status, sentence, retry_after, close

    def to_response(self) -> Response:
        """Return it as it is sent."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        if self.close:
            headers["Connection"] = "close"
        return problem(self.status, self.sentence, headers)


def wrong(rule: str, *, found: object, todo: str) -> Refusal:
    """Return the refusal of what breaks a rule; what was found is shortened, for a client may send anything."""
    said = one_line(found)
    return Refusal(WRONG, f"{rule}; found {said if len(said) <= _LONGEST else f'{said[:_LONGEST]}...'}; {todo}")


class ClientGoneError(Exception):
    """The client left before its answer was ready."""


def go_on_unless(stopped: Callable[[], bool]) -> None:
    """Do nothing while somebody waits for the answer.

    Raises:
        ClientGoneError: nobody does.
    """
    if stopped():
        raise ClientGoneError


def problem(status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    """Return the one form in which everything that goes wrong is told."""
    return Response(problem_bytes(sentence), status, headers, media_type="application/json")


def problem_bytes(sentence: str) -> bytes:
    """Return `{"error": sentence}`, a line."""
    return json.dumps({"error": one_line(sentence)}, ensure_ascii=False).encode() + b"\n"


def refusal_of(error: ConvscopeError) -> Refusal:
    """Return what an error of convscope's own means over HTTP."""
    if isinstance(error, TooLargeError):
        return Refusal(TOO_LARGE, str(error))
    if isinstance(error, WrongKindError | MissingPartError):
        return Refusal(WRONG_KIND, str(error))
    return Refusal(WRONG, str(error))
