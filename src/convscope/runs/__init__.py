"""The run folder as data: its layout, reading, writing, listing. Nothing here trains, draws or loads a network."""

from convscope.runs._create import create_run, forget_replaced, put_back, take_over
from convscope.runs._folder import History, RunFolder
from convscope.runs._open import is_run, list_runs, load_run
from convscope.runs._table import ROW_NAMES, comparison_rows

__all__ = [
    "ROW_NAMES",
    "History",
    "RunFolder",
    "comparison_rows",
    "create_run",
    "forget_replaced",
    "is_run",
    "list_runs",
    "load_run",
    "put_back",
    "take_over",
]
