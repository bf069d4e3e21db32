"""The one model that is served, by its name and version."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from fastapi import Depends

from convscope.serving._refusal import Refusal

if TYPE_CHECKING:
    from fastapi import APIRouter

    from convscope.serving._served import Served

VERSION = "1"
_UNKNOWN = 404

Function = TypeVar("Function", bound=Callable[..., Any])


class ModelPaths:
    """Paths of the one model, each with its name alone and with its version too.

    Args:
        router: where they are added.
        served: the model; another's name or version is refused before the path's function is called.
        before: what stands before the name.
    """

    def __init__(self, router: APIRouter, served: Served, before: str = "") -> None:
        async def named(name: str) -> None:
            check_model(served, name)

        async def of_version(name: str, version: str) -> None:
            check_model(served, name, version)

        # Two functions: a version that the path lacks would pass for a query parameter.
        self._places = ((f"{before}/{{name}}", named), (f"{before}/{{name}}/versions/{{version}}", of_version))
        self._router = router

    def get(self, path: str = "", **options: Any) -> Callable[[Function], Function]:
        """Add a function to be called by GET, at this path behind the name or the version."""
        return self._add(["GET"], path, options)

    def head(self, path: str = "") -> Callable[[Function], Function]:
        """Add a function to be called by HEAD, beside one by GET, which is what `/docs` shows."""
        return self._add(["HEAD"], path, {"include_in_schema": False})

    def post(self, path: str = "", **options: Any) -> Callable[[Function], Function]:
        """Add a function to be called by POST."""
        return self._add(["POST"], path, options)

    def _add(self, methods: list[str], path: str, options: dict[str, Any]) -> Callable[[Function], Function]:
        def add(function: Function) -> Function:
            for place, check in self._places:
                self._router.add_api_route(
                    place + path, function, methods=methods, dependencies=[Depends(check)], **options
                )
            return function

        return add


def check_model(served: Served, name: str, version: str = VERSION) -> None:
    """Check that a client means the model that is there.

    Raises:
        Refusal: 404, and what it is called.
    """
    if name != served.name:
        raise Refusal(_UNKNOWN, f"the model's name must be {served.name!r}; found {name!r}; use that name")
    if version != VERSION:
        raise Refusal(_UNKNOWN, f"the model's version must be {VERSION}; found {version!r}; leave it out")
