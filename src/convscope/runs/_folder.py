"""A run folder as data: config, history, metrics, and where its files are."""

from __future__ import annotations

import csv
import dataclasses
import json
import math
import shlex
from pathlib import Path
from typing import Any

from convscope import _files
from convscope._errors import InputError
from convscope.runs import _layout
from convscope.runs._checks import check_config, check_metrics

History = dict[str, list[float]]


@dataclasses.dataclass(frozen=True)
class RunFolder:
    """One training's folder. Reading is lazy: each property reads its file when asked."""

    path: Path

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.path.resolve().name

    @property
    def config(self) -> dict[str, Any]:
        """Everything needed to do the training again, versions included."""
        file = self.path / _layout.CONFIG
        return check_config(_read_object(file), file)

    @property
    def metrics(self) -> dict[str, Any]:
        """The run's figures; empty while it is unfinished."""
        file = self.path / _layout.METRICS
        return check_metrics(_read_object(file), file) if file.exists() else {}

    @property
    def finished(self) -> bool:
        """Whether the training reached its end and was saved."""
        return (self.path / _layout.METRICS).exists()

    @property
    def history(self) -> History:
        """One list a figure (`loss`, `acc`, `val_loss`, ...), one value an epoch; empty before the first epoch."""
        file = self.path / _layout.HISTORY
        return _read_history(file) if file.exists() else {}

    @property
    def summary(self) -> str:
        """Keras's table of the network."""
        return _read_text(self.path / _layout.SUMMARY)

    @property
    def glass_path(self) -> Path:
        """The glass model: `model.onnx`."""
        return self._existing(_layout.GLASS_MODEL)

    @property
    def model_path(self) -> Path:
        """The Keras model: `model.keras`."""
        return self._existing(_layout.KERAS_MODEL)

    @property
    def report_path(self) -> Path:
        """Where the report is, or would be."""
        return self.path / _layout.REPORT

    @property
    def state_path(self) -> Path:
        """The checkpoint, written after every epoch."""
        return self.path / _layout.CHECKPOINT / _layout.STATE

    @property
    def tensorboard_path(self) -> Path:
        """Where the log for TensorBoard is, if there is one."""
        return self.path / _layout.TENSORBOARD

    @property
    def replaced_path(self) -> Path:
        """Where the run that was overwritten waits for this one to finish."""
        return self.path / _layout.REPLACED

    @property
    def lock_path(self) -> Path:
        """Held by the process that trains."""
        return self.path / _layout.CHECKPOINT / _layout.LOCK

    @property
    def resume_command(self) -> str:
        """The command that goes on with this run."""
        return f"convscope train --resume {shlex.quote(str(self.path))}"

    def network_path(self, suffix: str) -> Path:
        """The run's own copy of a user's network, `.py` or `.keras`."""
        return self.path / f"{_layout.NETWORK}{suffix}"

    def _existing(self, name: str) -> Path:
        file = self.path / name
        if not file.is_file():
            raise InputError(
                f"a finished run holds {name}",
                found="it is not there",
                todo=f"go on with: {self.resume_command}",
                file=self.path,
            )
        return file

    def write_config(self, config: dict[str, Any]) -> None:
        """Write `config.json`."""
        _files.write_json(self.path / _layout.CONFIG, {"format": _layout.FORMAT, **config})

    def write_history(self, history: History) -> None:
        """Write `history.csv`: a row an epoch."""
        names = list(history)
        lines = [",".join(["epoch", *names])]
        lines += [
            ",".join([str(epoch), *(f"{value:.9g}" for value in row)])
            for epoch, row in enumerate(zip(*history.values(), strict=True), start=1)
        ]
        _files.write_text(self.path / _layout.HISTORY, "\n".join(lines) + "\n")

    def write_metrics(self, metrics: dict[str, Any]) -> None:
        """Write `metrics.json`; from then on the run counts as finished."""
        _files.write_json(self.path / _layout.METRICS, metrics)

    def write_summary(self, text: str) -> None:
        """Write `summary.txt`."""
        _files.write_text(self.path / _layout.SUMMARY, text)


def _read_text(file: Path) -> str:
    """Return the text of `file`, one clear line if it cannot be had."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(
            f"a run folder holds {file.name}",
            found="it is not there",
            todo="give the folder that convscope train made",
            file=file.parent,
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("the file must be readable text", found=error, file=file) from error


def _read_object(file: Path) -> dict[str, Any]:
    """Return the JSON object in `file`."""
    try:
        value = json.loads(_read_text(file), parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("the file must hold one JSON object", found=error, file=file) from error
    if not isinstance(value, dict):
        raise InputError("the file must hold one JSON object", found=f"a {type(value).__name__}", file=file)
    return value


def _finite(text: str) -> float:
    """Return a number in JSON; NaN and infinity are none."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} where a number must stand")
    return value


def _read_history(file: Path) -> History:
    """Return the columns of `history.csv`, without the epoch's number."""
    rule = "history.csv must hold a row of names beginning with epoch, then a row of numbers an epoch"
    try:
        rows = list(csv.reader(_read_text(file).splitlines()))
    except csv.Error as error:
        raise InputError(rule, found=error, file=file) from error
    if not rows or rows[0][:1] != ["epoch"]:
        raise InputError(rule, found=repr(rows[0] if rows else ""), file=file)
    names = rows[0][1:]
    history: History = {name: [] for name in names}
    for number, row in enumerate(rows[1:], start=1):
        if len(row) != len(names) + 1:
            raise InputError(rule, found=f"{len(row)} values for {len(names) + 1} names in row {number}", file=file)
        for name, text in zip(names, row[1:], strict=True):
            history[name].append(_number(text, rule, number, file))
    return history


def _number(text: str, rule: str, row: int, file: Path) -> float:
    """Return `text` as a number; "nan" is one, for a metric may have no value in an epoch."""
    try:
        return float(text)
    except ValueError:
        raise InputError(rule, found=f"{text!r} in row {row}", file=file) from None
