"""A request's query: a parameter that a path does not know is refused, for a misspelt one would be left out unsaid."""

from __future__ import annotations

from starlette.requests import Request

from convscope.serving._refusal import WRONG, Refusal


async def check_query(request: Request) -> None:
    """Check that a path knows all that is asked of it.

    Raises:
        Refusal: 422, and what it knows.
    """
    known = [parameter.alias for parameter in request.scope["route"].dependant.query_params]
    for name in request.query_params:
        if name not in known:
            takes = f"the query parameter {', '.join(known)}" if known else "no query parameters"
            raise Refusal(WRONG, f"this path takes {takes}; found {name!r}; leave it out or see /docs")
