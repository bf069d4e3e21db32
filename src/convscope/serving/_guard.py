"""What becomes of errors in a request's work: a refusal, whatever they are."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import TypeVar

from convscope._errors import ConvscopeError, one_line
from convscope.serving._refusal import BUSY, WRONG, ClientGoneError, Refusal, refusal_of
from convscope.serving._words import say

T = TypeVar("T")


def guarded(job: Callable[[], T]) -> T:
    """Do a request's work.

    Raises:
        Refusal: it could not be done.
        ClientGoneError: it was given up, for nobody waits for it.
    """
    try:
        return job()
    except (Refusal, ClientGoneError):
        raise
    except ConvscopeError as error:
        raise refusal_of(error) from error
    except MemoryError as error:
        raise Refusal(
            BUSY, "memory must suffice; found too little for this request; send less", retry_after=1
        ) from error
    except Exception as error:
        complain(error)
        raise Refusal(
            WRONG, f"a body must be something that can be worked on; found {type(error).__name__}; send another"
        ) from error


def complain(error: BaseException) -> None:
    """Tell whoever runs the service, in one line, of an error that should not be."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
    say(f"unexpected {type(error).__name__}: {one_line(error)}{place}")
