"""What several verbs have in common: their options, and what a number on the command line is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

_Value = TypeVar("_Value", bound=float)
_Named = TypeVar("_Named")


class _Number(click.ParamType[_Value]):
    """A kind of numbers.

    Args:
        name: what help calls it, in capitals.
        rule: what a value must be.
        parse: makes the value from what stands on the command line.
        bounds: the least and the greatest value; None if any will do.
    """

    def __init__(
        self, name: str, rule: str, parse: Callable[[Any], _Value], *, bounds: tuple[_Value, _Value] | None = None
    ) -> None:
        self.name, self._rule, self._parse, self._bounds = name, rule, parse, bounds

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> _Value:
        """Return the number that `value` is."""
        option = "" if param is None else f"{param.opts[0]} "
        try:
            number: _Value = self._parse(value)
        except ValueError:
            raise click.UsageError(f"{option}must be {self._rule}; found {value!r}", ctx) from None
        if self._bounds is not None and not self._bounds[0] <= number <= self._bounds[1]:
            least, most = self._bounds
            raise click.UsageError(f"{option}must be within {least:g}..{most:g}; found {value!r}", ctx)
        return number


class _Name(click.ParamType[_Named]):
    """A name that is not empty: an empty path would be the current folder's.

    Args:
        make: makes the value from it.
    """

    name = "path"

    def __init__(self, make: Callable[[str], _Named]) -> None:
        self._make = make

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> _Named:
        """Return what `value` names."""
        if value == "":
            what = "it" if param is None else param.opts[0]
            if isinstance(param, click.Argument):
                what = param.human_readable_name
            raise click.UsageError(f"{what} must not be empty; found {value!r}", ctx)
        return self._make(value)


NAMED_PATH = _Name(Path)
NAME = _Name(str)
WHOLE_NUMBER = _Number("integer", "a whole number", int)
NUMBER = _Number("float", "a number", float)
PROBABILITY = _Number("float", "a number", float, bounds=(0.0, 1.0))

run_argument = click.argument(
    "run", metavar="RUN", type=NAMED_PATH, help="A run's folder, as `convscope runs` lists them."
)
data_option = click.option(
    "--data", metavar="NAME|PATH", help="mnist, fashion_mnist, a folder of images, a .npz, or IDX files."
)
resize_option = click.option(
    "--resize", type=(WHOLE_NUMBER, WHOLE_NUMBER), metavar="H W", help="Bring every image to this height and width."
)
model_option = click.option(
    "--model",
    type=NAMED_PATH,
    metavar="RUN|FILE",
    help="A run's folder or its ONNX file; by default the shipped network.",
)
single_option = click.option("--single/--lines", help="The picture shows one digit, or lines of digits.")
overwrite_option = click.option("--overwrite", is_flag=True, help="Replace the file that is there.")
overwrite_drawings_option = click.option(
    "--overwrite", is_flag=True, help="Replace drawings that are there; nothing else is replaced."
)
json_option = click.option("--json", is_flag=True, help="Print one JSON object.")
