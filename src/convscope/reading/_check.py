"""What is called between the steps of reading, so that it can be given up."""

from __future__ import annotations


def go_on() -> None:
    """Give nothing up: what is called between the steps if nobody waits for less."""
