"""How the run was made, out of what it wrote down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convscope.evaluation.report import _format as write


def made(said: dict[str, Any], config: Mapping[str, Any], metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Give the command, the sentence on validation rows, and a table; what is missing is left out."""
    words = said["made"]
    data = _part(config, "data")
    choices = {**_part(config, "choices"), "engine": _part(config, "settings").get("engine")}
    rows = [
        (words["data"], data.get("name")),
        (words["source"], data.get("source")),
        (words["images"], _counts(words, data)),
        (words["digest"], data.get("sha256")),
        (words["machine"], _list(_part(config, "machine"))),
        (words["backend"], config.get("backend")),
        (words["versions"], _list(_part(config, "versions"))),
        (words["choices"], _list(choices)),
        (words["total"], write.seconds(said, metrics.get("total_seconds"), "")),
    ]
    command = config.get("command")
    return {
        "command": None if command is None else write.name(command, 400),
        "validation": _rows(words, config.get("validation_rows")),
        "rows": [(label, write.name(value, 400)) for label, value in rows if value],
    }


def _part(config: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = config.get(name)
    return value if isinstance(value, Mapping) else {}


def _counts(words: Mapping[str, str], data: Mapping[str, Any]) -> str:
    train, test = data.get("train_images"), data.get("test_images")
    if not isinstance(train, int) or not isinstance(test, int):
        return ""
    return words["counts"].format(train=f"{train:,}", test=f"{test:,}")


def _list(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items() if value is not None)


def _rows(words: Mapping[str, str], span: Any) -> str:
    match span:
        case [int() as start, int() as stop] if start < stop:
            return words["rows"].format(first=f"{start:,}", last=f"{stop - 1:,}")
        case _:
            return words["no_rows"]
