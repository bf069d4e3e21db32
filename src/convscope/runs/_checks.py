"""What `config.json` and `metrics.json` must hold for the rest of the program to use them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from convscope._errors import InputError

_CONFIG: dict[str, type | tuple[type, ...]] = {
    "recipe": str,
    "settings": dict,
    "settings.data": str,
    "settings.resize": (list, type(None)),
    "settings.limit": (int, type(None)),
    "settings.seed": int,
    "data": dict,
    "data.name": str,
    "versions": dict,
}
_FIGURES = (
    "parameters",
    "epochs",
    "train_accuracy",
    "validation_accuracy",
    "test_accuracy",
    "train_seconds",
    "total_seconds",
)


def check_config(config: dict[str, Any], file: Path) -> dict[str, Any]:
    """Return `config` when it has convscope's parts; one that another program wrote passes, and is no run.

    Raises:
        InputError: it is convscope's and a part is missing or of another kind.
    """
    if not is_ours(config):
        return config
    for name, kind in _CONFIG.items():
        value: Any = config
        for part in name.split("."):
            value = value.get(part, ...)
        if not isinstance(value, kind) or isinstance(value, bool):
            found = "nothing" if value is ... else repr(value)
            raise InputError(f"config.json must hold {name}", found=found, todo="train the run anew", file=file)
    resize = config["settings"]["resize"]
    if resize is not None and [type(side) for side in resize] != [int, int]:
        raise InputError(
            "config.json must hold settings.resize", found=repr(resize), todo="train the run anew", file=file
        )
    return config


def is_ours(config: dict[str, Any]) -> bool:
    """Tell whether convscope wrote this config: it carries the layout's version and convscope's."""
    return "format" in config and "convscope" in config


def check_metrics(metrics: dict[str, Any], file: Path) -> dict[str, Any]:
    """Return `metrics` when its figures are numbers or null.

    Raises:
        InputError: one is not.
    """
    for name in _FIGURES:
        value = metrics.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise InputError(
                f"metrics.json must hold a number for {name}", found=repr(value), todo="train the run anew", file=file
            )
    return metrics
