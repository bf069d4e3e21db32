"""The command line: one file a verb, no logic."""

from convscope.cli._main import app, main

__all__ = ["app", "main"]
