"""The command `convscope`: its verbs, and what becomes of errors."""

from __future__ import annotations

import contextlib
import io
import os
import sys

import click
from click.exceptions import Exit, NoArgsIsHelpError

import convscope
from convscope._errors import ConvscopeError, JobError, one_line
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
from convscope.cli._interrupt import interruptions

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130

_SAID = (ConvscopeError, click.ClickException, KeyboardInterrupt, OSError, MemoryError)
"""Errors that are said in one line; any other is a mistake of convscope's, and its traceback is wanted."""


class _Verbs(click.Group):
    """Verbs in the order in which they are given."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs' names."""
        del ctx
        return list(self.commands)


@click.group(
    "convscope",
    cls=_Verbs,
    commands=[
        _train.train,
        _evaluate.evaluate,
        _predict.predict,
        _read.read,
        _diagnose.diagnose,
        _serve.serve,
        _runs.runs,
        _compare.compare,
        _report.report,
        _export.export,
        _summary.summary,
        _doctor.doctor,
        _data.data,
    ],
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
)
@click.version_option(
    convscope.__version__, prog_name="convscope", message="%(prog)s %(version)s", help="Print the version."
)
def app() -> None:
    """A first look at convolutional networks: train the tutorial's MNIST network, look inside it, use it."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 success, 1 failed job, 2 bad input or usage, 130 interrupted."""
    _open_closed_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name may hold anything
    arguments = sys.argv[1:] if arguments is None else arguments
    with interruptions() as interrupted:
        try:
            code = _run(arguments)
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader of a pipe has gone; nothing more can be said to it.
            _let_go()
            return FAILED
        except (Exception, KeyboardInterrupt) as error:
            known: BaseException = KeyboardInterrupt() if interrupted() and _is_aftermath(error) else error
            if not isinstance(known, _SAID):
                raise
            line, code = _verdict(known, arguments)
            print(f"convscope: {line}", file=sys.stderr)
            if isinstance(known, OSError):
                _let_go()
    return code


def _is_aftermath(error: BaseException) -> bool:
    """Whether an error after an interruption says no more than that; what could not be saved is worth saying."""
    return not isinstance(error, KeyboardInterrupt | JobError | OSError)


def _open_closed_streams() -> None:
    """Let a standard stream that was closed (`>&-`) lead to nowhere.

    Python has None for it, `print` writes to standard output instead of to None, and the next file that is opened would
    take its place and what others write there. Standard input stays None, so that it can be told from an empty one.
    """
    if sys.stdin is None:
        os.set_inheritable(os.open(os.devnull, os.O_RDONLY), True)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            stream = open(os.devnull, "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115, PTH123
            os.set_inheritable(stream.fileno(), True)
            setattr(sys, name, stream)


def _run(arguments: list[str]) -> int:
    """Run one command. Click's own `main` would keep an interruption's words to itself."""
    try:
        with app.make_context("convscope", list(arguments)) as context:
            app.invoke(context)
    except Exit as end:
        return end.exit_code
    except NoArgsIsHelpError as missing:  # a verb is missing: the help stands where all help does
        print(missing.message)
        return BAD_INPUT
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
    if isinstance(error, click.ClickException):
        said = one_line(error.format_message()).rstrip(".")
        return f"{said}; {_command(arguments)} --help shows what there is", BAD_INPUT
    if isinstance(error, OSError):
        return f"the system refused: {one_line(error)}", FAILED
    if isinstance(error, MemoryError):
        return f"memory must suffice; found {one_line(error) or 'none left'}; use --limit, or smaller images", FAILED
    return one_line(error) or "interrupted", INTERRUPTED


def _command(arguments: list[str]) -> str:
    """Return the command that was meant, as far as there is one: not every error knows where it arose."""
    path = ["convscope"]
    command: click.Command | None = app
    for word in arguments:
        command = command.commands.get(word) if isinstance(command, click.Group) else None
        if command is None:
            break
        path.append(word)
    return " ".join(path)
