"""The settings of a training: the recipe or the user's network, the data, and every choice. Also as TOML."""

from __future__ import annotations

import dataclasses
import shlex
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from convscope._errors import InputError
from convscope.datasets import SCALINGS
from convscope.recipes import Choices, check_name, check_whole, get_recipe

LARGEST_CONFIG = 1_000_000
ENGINES = ("xla", "keras")
_CHOICE_NAMES = tuple(field.name for field in dataclasses.fields(Choices))


@dataclasses.dataclass(frozen=True)
class Settings:
    """Everything that decides a training's result.

    Attributes:
        recipe: the recipe's name; for a user's own network its file's stem.
        model: the user's own network (`.py` or `.keras`), or None for the recipe's.
        data: "mnist", "fashion_mnist", or the path of a data set.
        resize: (height, width) that every image is brought to, or None.
        limit: train on the first so many images only, and test on at most as many.
        seed: of weights, shuffling and dropout, from 0 to 2**32 - 1.
        engine: "xla" (one compiled program an epoch) or "keras" (Keras's own loop).
        choices: how the network is trained.
        changes: those of the choices that the user made; the others are the recipe's.
    """

    recipe: str = "tutorial"
    model: str | None = None
    data: str = "mnist"
    resize: tuple[int, int] | None = None
    limit: int | None = None
    seed: int = 0
    engine: str = "xla"
    choices: Choices = dataclasses.field(default_factory=Choices)
    changes: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as JSON takes them."""
        return dataclasses.asdict(self)

    def to_toml(self) -> str:
        """Return the settings as a config file that `read_config` takes."""
        values: dict[str, Any] = {"data": self.data, "seed": self.seed, "engine": self.engine}
        # A user's own network brings its loss, optimizer and scaling: only what was changed is written.
        values |= {"recipe": self.recipe} if self.model is None else {"model": self.model}
        values |= {"limit": self.limit, "resize": None if self.resize is None else list(self.resize)}
        values |= dataclasses.asdict(self.choices) if self.model is None else dict(self.changes)
        return "".join(f"{key} = {_toml(value)}\n" for key, value in values.items() if value is not None)

    def command(self) -> str:
        """Return the command that repeats this training."""
        words = ["convscope train"]
        words.append(f"--recipe {self.recipe}" if self.model is None else f"--model {_quoted(self.model)}")
        if self.data != "mnist":
            words.append(f"--data {_quoted(self.data)}")
        if self.resize is not None:
            words.append(f"--resize {self.resize[0]} {self.resize[1]}")
        if self.limit is not None:
            words.append(f"--limit {self.limit}")
        words.append(f"--seed {self.seed}")
        if self.engine != Settings.engine:
            words.append(f"--engine {self.engine}")
        words += [f"--{name.replace('_', '-')} {_quoted(str(value))}" for name, value in self.changes.items()]
        return " ".join(words)


def make_settings(**given: Any) -> Settings:
    """Return checked settings from names and values (flags and config file alike); None counts as not given.

    Raises:
        InputError: a name is unknown, or a value breaks its rule.
    """
    values = {key: value for key, value in given.items() if value is not None}
    own = ("recipe", "model", "data", "resize", "limit", "seed", "engine")
    for name in values:
        check_name("a setting", name, [*own, *_CHOICE_NAMES])
    changes = {name: values[name] for name in _CHOICE_NAMES if name in values}
    for name in ("recipe", "model", "data", "engine"):
        if name in values and not isinstance(values[name], str):
            raise InputError(f"{name} must be text", found=repr(values[name]))
    model = values.get("model")
    if model is not None and "recipe" in values:
        raise InputError(
            "a training has a recipe or a model of your own",
            found=f"recipe {values['recipe']!r} and model {model!r}",
            todo="give one of them",
        )
    recipe = Path(model).stem if model is not None else values.get("recipe", Settings.recipe)
    base = Choices() if model is not None else get_recipe(recipe).choices
    check_name("an engine", values.get("engine", Settings.engine), list(ENGINES))
    check_whole("seed", values.get("seed", 0), low=0, high=2**32 - 1)
    if isinstance(changes.get("scaling"), str):
        check_name("a scaling", changes["scaling"], list(SCALINGS))
    if "limit" in values:
        check_whole("limit", values["limit"], low=1)
    return Settings(
        recipe=recipe,
        model=model,
        data=values.get("data", Settings.data),
        resize=_size(values.get("resize")),
        limit=values.get("limit"),
        seed=values.get("seed", 0),
        engine=values.get("engine", Settings.engine),
        choices=base.changed(changes),
        changes=changes,
    )


def settings_from_dict(value: Mapping[str, Any]) -> Settings:
    """Return the settings that a run's `config.json` holds.

    Raises:
        InputError: they are not what `Settings.to_dict` writes.
    """
    try:
        own = {key: value[key] for key in ("model", "data", "resize", "limit", "seed", "engine")}
        if own["model"] is None:
            own["recipe"] = value["recipe"]
        settings = make_settings(**own, **value["changes"])
        return dataclasses.replace(settings, choices=Choices(**value["choices"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError("config.json must hold a run's settings", found=f"{type(error).__name__}: {error}") from error


def read_config(path: str | Path) -> dict[str, Any]:
    """Return the names and values of a TOML config file, for `make_settings`.

    Raises:
        InputError: the file cannot be read, is no TOML, or holds tables.
    """
    file = Path(path)
    try:
        if not file.is_file():
            raise InputError("a config file must be a file", found="nothing, or no file, of that name", file=file)
        if file.stat().st_size > LARGEST_CONFIG:
            raise InputError("a config file is a page of TOML", found=f"{file.stat().st_size} bytes", file=file)
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            "a config file must be TOML", found=error, todo="convscope train --print-config shows one", file=file
        ) from error
    for name, value in values.items():
        if isinstance(value, dict):
            raise InputError(
                "a config file holds lines of name = value",
                found=f"the table [{name}]",
                todo="convscope train --print-config shows one",
                file=file,
            )
    try:
        make_settings(**values)
    except InputError as error:
        raise InputError(error.rule, found=error.found, todo=error.todo, file=file) from error
    return values


def _size(value: object) -> tuple[int, int] | None:
    """Return `resize` checked: two whole numbers from 1 to 4096."""
    if value is None:
        return None
    if not isinstance(value, list | tuple) or len(value) != 2:  # noqa: PLR2004 - height and width
        raise InputError("resize must be a height and a width", found=repr(value))
    for name, number in zip(("height", "width"), value, strict=True):
        check_whole(f"resize's {name}", number, low=1, high=4096)
    return value[0], value[1]


def _toml(value: Any) -> str:
    """Return a TOML value."""
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + "".join(c if c.isprintable() else _escape(c) for c in escaped) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value)


def _escape(character: str) -> str:
    """Return a character as TOML writes one that cannot be printed."""
    if "\ud800" <= character <= "\udfff":
        raise InputError(
            "a config file is text", found="a file's name that is not UTF-8", todo="rename the file, or use flags"
        )
    return f"\\u{ord(character):04x}" if character <= "\uffff" else f"\\U{ord(character):08x}"


def _quoted(text: str) -> str:
    """Return `text` as a shell word."""
    return shlex.quote(text)
