"""What several verbs have in common: their options, and help where a verb is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RunArgument = Annotated[Path, typer.Argument(metavar="RUN", help="A run's folder, as `convscope runs` lists them.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no words, only results and errors.")]
Resize = Annotated[
    tuple[int, int] | None, typer.Option("--resize", metavar="H W", help="Bring every image to this height and width.")
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the file that is there.")]
Data = Annotated[
    str | None,
    typer.Option("--data", metavar="NAME|PATH", help="mnist, fashion_mnist, a folder of images, a .npz, or IDX files."),
]

Model = Annotated[
    Path | None,
    typer.Option(
        "--model", metavar="RUN|FILE", help="A run's folder or its ONNX file; by default the shipped network."
    ),
]
Single = Annotated[
    bool, typer.Option("--single/--lines", help="The picture shows one digit, or lines of digits (the default).")
]


def help_without_verb(context: typer.Context) -> None:
    """Print the help of a group that was called without a verb, and end as bad usage does."""
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(2)
