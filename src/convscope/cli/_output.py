"""Results on standard output: JSON, or text and tables."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from convscope._errors import one_line


def print_json(value: Any) -> None:
    """Print one JSON object."""
    _print_json(value, indent=2)


def print_json_line(value: Any) -> None:
    """Print one JSON object on one line."""
    _print_json(value, indent=None)


def _print_json(value: Any, *, indent: int | None) -> None:
    from convscope._files import json_text

    text = json_text(value, indent=indent)
    if not _takes(text):
        text = json.dumps(value, indent=indent, allow_nan=False)
    print(text)


def _takes(text: str) -> bool:
    """Whether standard output can show every character of `text`."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def print_table(names: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> None:
    """Print a table: as many columns as `left` says stand left, the others, numbers, right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for index, name in enumerate(names):
        table.add_column(name, justify="left" if index < left else "right", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(one_line(cell)) for cell in row))
    # Off a terminal nothing is cut or wrapped.
    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 10_000)
    console.print(table, no_wrap=True, crop=False)


def say_drawn(what: object) -> None:
    """Tell on standard error which picture was written, or how many into which folder."""
    print(f"drawn: {one_line(what)}", file=sys.stderr)


def say_left_out(folder: str, drawings: int) -> None:
    """Tell on standard error how many drawings a folder holds, which are not read."""
    words = f"{drawings} picture{'' if drawings == 1 else 's'} drawn before, not read"
    print(f"{one_line(folder)}: {words}", file=sys.stderr)


def percent(value: float | None) -> str:
    """Return "98.65 %", or a dash where there is none."""
    return "-" if value is None else f"{100 * value:.2f} %"


def interval(value: Sequence[float] | None) -> str:
    """Return "98.41 to 98.85 %"."""
    return "-" if value is None else f"{100 * value[0]:.2f} to {100 * value[1]:.2f} %"
