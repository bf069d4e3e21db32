"""Write docs/cli.md, the reference of the command line, from the command itself.

    python scripts/write_cli_reference.py           write the page
    python scripts/write_cli_reference.py --check   end with 1 when the page is not what the command says

The page is made of what Click's help is made of. It does not depend on the terminal's width.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
from pathlib import Path

import click

from convscope.cli import app

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"
HEAD = """\
<!-- Made by scripts/write_cli_reference.py from the program itself. Change the program, then run it again. -->

Results go to standard output, progress and words to standard error.
The exit code is 0 for success, 1 for a job that failed, 2 for bad input or usage, 130 when interrupted.
`python -m convscope` is the same command.
"""
_WHOLE_LINE = 1000
"""So long may what a list says of a command be."""


def reference() -> str:
    """Return the page's text."""
    title, *rest = _sections(app, click.Context(app, info_name="convscope", **app.context_settings))
    return "\n".join([title, "", *HEAD.splitlines(), *map(_visible, rest)]).rstrip() + "\n"


def _sections(command: click.Command, context: click.Context, level: int = 1) -> list[str]:
    """Return the lines about a command and the commands under it."""
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    lines = [f"{'#' * level} `{context.command_path}`", "", *inspect.cleandoc(command.help or "").splitlines(), ""]
    lines += ["**Usage**:", "", "```console", f"$ {usage}", "```", ""]
    parameters = command.get_params(context)
    for kind, title in ((click.Argument, "Arguments"), (click.Option, "Options")):
        lines += _list(title, [p.get_help_record(context) for p in parameters if isinstance(p, kind)])
    under = _under(command, context)
    lines += _list("Commands", [(str(c.info_name), c.command.get_short_help_str(_WHOLE_LINE)) for c in under])
    for inner in under:
        lines += _sections(inner.command, inner, level + 1)
    return lines


def _under(command: click.Command, context: click.Context) -> list[click.Context]:
    """Return the commands under a command, each in its context."""
    if not isinstance(command, click.Group):
        return []
    found = ((name, command.get_command(context, name)) for name in command.list_commands(context))
    return [click.Context(inner, context, name, **inner.context_settings) for name, inner in found if inner]


def _list(title: str, records: list[tuple[str, str] | None]) -> list[str]:
    """Return the lines of a list of names and what they are, under its title."""
    items = [f"* `{record[0]}`: {record[1]}" for record in records if record]
    return [f"**{title}**:", "", *items, ""] if items else []


def _visible(line: str) -> str:
    """Write `<` outside code so that Markdown does not take it for a tag."""
    parts = re.split(r"(`[^`]*`)", line)
    return "".join(part if part.startswith("`") else part.replace("<", "&lt;") for part in parts).rstrip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    text = reference()
    if not check:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print(f"{PAGE.name} is not what the program says; run python scripts/write_cli_reference.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
