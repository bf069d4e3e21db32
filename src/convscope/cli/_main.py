"""The command `convscope`: its verbs, and what becomes of errors."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import Annotated, Any

import typer
from typer.exceptions import Abort, TyperException

import convscope
from convscope._errors import ConvscopeError, one_line
from convscope.cli import (
    _compare,
    _data,
    _diagnose,
    _doctor,
    _evaluate,
    _export,
    _predict,
    _read,
    _report,
    _runs,
    _serve,
    _summary,
    _train,
)
from convscope.cli._options import help_without_verb

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130
_NUMBERS = {"float_parsing": "a number", "int_parsing": "a whole number", "int_from_float": "a whole number"}
"""What a value must be, by what parsing it ended with."""

app = typer.Typer(
    name="convscope",
    help="A first look at convolutional networks: train the tutorial's MNIST network, look inside it, use it.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help is never cut, and is there in half the time
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(value: bool) -> None:
    if value:
        print(f"convscope {convscope.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    del version
    help_without_verb(context)


app.command("train")(_train.train)
app.command("evaluate")(_evaluate.evaluate)
app.command("predict")(_predict.predict)
app.command("read")(_read.read)
app.command("diagnose")(_diagnose.diagnose)
app.command("serve")(_serve.serve)
app.command("runs")(_runs.runs)
app.command("compare")(_compare.compare)
app.command("report")(_report.report)
app.command("export")(_export.export)
app.command("summary")(_summary.summary)
app.command("doctor")(_doctor.doctor)
app.add_typer(_data.app, name="data")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 success, 1 failed job, 2 bad input or usage, 130 interrupted."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name may hold anything
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        code = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe has gone; nothing more can be said to it.
        _let_go()
        return FAILED
    except (ConvscopeError, TyperException, KeyboardInterrupt, Abort, OSError, MemoryError) as error:
        line, code = _verdict(error, arguments)
        print(f"convscope: {line}", file=sys.stderr)
        if isinstance(error, OSError):
            _let_go()
    return code


def _run(arguments: list[str]) -> int:
    """Run one command. Typer's own `main` would keep an interruption's words to itself."""
    command = typer.main.get_command(app)
    try:
        with command.make_context("convscope", list(arguments)) as context:
            command.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    return 0


def _let_go() -> None:
    """Send what standard output and error still hold to nowhere, so that the interpreter's end does not stumble."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, AttributeError):
            with contextlib.suppress(OSError, AttributeError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _verdict(error: BaseException, arguments: list[str]) -> tuple[str, int]:
    """Return what is said of an error, in one line, and the exit code."""
    if isinstance(error, ConvscopeError):
        return str(error), error.exit_code
    if isinstance(error, TyperException):
        said = _wrong_number(error) or one_line(error.format_message()).rstrip(".")
        return f"{said}; {_command(arguments)} --help shows what there is", BAD_INPUT
    if isinstance(error, OSError):
        return f"the system refused: {one_line(error)}", FAILED
    if isinstance(error, MemoryError):
        return f"memory must suffice; found {one_line(error) or 'none left'}; use --limit, or smaller images", FAILED
    return one_line(error) or "interrupted", INTERRUPTED


def _wrong_number(error: TyperException) -> str | None:
    """Return what is said of a value that should be a number; Typer says it in the words of what parses it."""
    details: list[dict[str, Any]] = getattr(error.__cause__, "errors", list)()
    if not isinstance(error, typer.BadParameter) or error.param is None or not details:
        return None
    number = _NUMBERS.get(details[0]["type"])
    return number and f"{error.param.opts[0]} must be {number}; found {one_line(repr(details[0]['input']))}"


def _command(arguments: list[str]) -> str:
    """Return the command that was meant, as far as there is one: not every error knows where it arose."""
    path = ["convscope"]
    command: object = typer.main.get_command(app)
    for word in arguments:
        command = getattr(command, "commands", {}).get(word)
        if command is None:
            break
        path.append(word)
    return " ".join(path)
