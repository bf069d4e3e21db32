"""The one model that is served, by its name and version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope.serving._refusal import Refusal

if TYPE_CHECKING:
    from convscope.serving._served import Served

VERSION = "1"
_UNKNOWN = 404


def check_model(served: Served, name: str, version: str = VERSION) -> None:
    """Check that a client means the model that is there.

    Raises:
        Refusal: 404, and what it is called.
    """
    if name != served.name:
        raise Refusal(_UNKNOWN, f"the model's name must be {served.name!r}; found {name!r}; use that name")
    if version != VERSION:
        raise Refusal(_UNKNOWN, f"the model's version must be {VERSION}; found {version!r}; leave it out")
