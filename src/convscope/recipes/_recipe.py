"""What a recipe is: a network plus how to train it."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable

import keras

from convscope._errors import InputError, times
from convscope.recipes._choices import Choices

Shape = tuple[int, int, int]
Network = Callable[[Shape, int, Choices], keras.Model]
OptimizerRule = Callable[[Choices, int], keras.optimizers.Optimizer]


@dataclasses.dataclass(frozen=True)
class Recipe:
    """A network plus how to train it.

    Attributes:
        name: its file's name.
        words: one line that says what it is.
        network: (input shape (height, width, channels), number of classes, choices) to an uncompiled model.
        choices: the defaults; a user may change each of them.
        optimizer: (choices, steps of the whole training) to an optimizer with the recipe's own schedule, where
            the name of one of Keras's says too little. A user who changes the optimizer gets Keras's.
    """

    name: str
    words: str
    network: Network
    choices: Choices
    optimizer: OptimizerRule | None = None

    def build(self, shape: Shape, classes: int, choices: Choices, steps: int = 1) -> keras.Model:
        """Build and compile the network for images of `shape` and `classes` classes.

        `steps` are those of the whole training, which a schedule is spread over.

        Raises:
            InputError: the images are too small for the network, or the optimizer or loss is unknown.
        """
        try:
            model = self.network(shape, classes, choices)
        except ValueError as error:
            raise InputError(
                f"recipe {self.name} must fit the images",
                found=f"images of {times(shape)} ({error})",
                todo="resize the images or choose another recipe",
            ) from error
        own = self.optimizer is not None and choices.optimizer == self.choices.optimizer
        compile_model(model, choices, self.optimizer(choices, steps) if own and self.optimizer is not None else None)
        return model


def compile_model(model: keras.Model, choices: Choices, optimizer: keras.optimizers.Optimizer | None = None) -> None:
    """Compile `model` as the choices say, with the tutorial's metric `acc`; `optimizer` stands for the choices' own."""
    model.compile(loss=get_loss(choices.loss), optimizer=optimizer or get_optimizer(choices), metrics=["acc"])


def get_optimizer(choices: Choices) -> keras.optimizers.Optimizer:
    """Return the optimizer that the choices name, with their learning rate if they have one.

    Raises:
        InputError: Keras knows no such optimizer, or it is one that wraps others.
    """
    try:
        optimizer = keras.optimizers.get(choices.optimizer)
    except (ValueError, KeyError, TypeError) as error:
        names = _usable_optimizers()
        raise InputError(
            "the optimizer must be one of Keras's",
            found=repr(choices.optimizer),
            todo=f"choose one of {', '.join(names)}",
        ) from error
    if choices.learning_rate is not None:
        optimizer.learning_rate = choices.learning_rate
    return optimizer


def get_loss(name: str) -> str:
    """Return `name` when Keras knows a loss of that name.

    Raises:
        InputError: it does not.
    """
    try:
        keras.losses.get(name)
    except ValueError as error:
        names = sorted(
            key for key, value in vars(keras.losses).items() if inspect.isfunction(value) and key not in _NOT_LOSSES
        )
        raise InputError(
            "the loss must be one of Keras's",
            found=repr(name),
            todo=f"choose one of {', '.join(names)}",
        ) from error
    return name


_NOT_LOSSES = {"deserialize", "get", "serialize"}


def _usable_optimizers() -> list[str]:
    """Return the names, in lower case, of Keras's optimizers that need no other optimizer."""
    base = keras.optimizers.Optimizer
    return sorted(
        key.lower()
        for key, value in vars(keras.optimizers).items()
        if inspect.isclass(value) and issubclass(value, base) and value is not base and _stands_alone(value)
    )


def _stands_alone(optimizer: type) -> bool:
    """Tell whether every argument of the optimizer has a default."""
    parameters = inspect.signature(optimizer).parameters.values()
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return all(p.default is not inspect.Parameter.empty or p.kind in variadic for p in parameters)
