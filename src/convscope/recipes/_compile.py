"""Loss and optimizer: from the names in the choices to a compiled model."""

from __future__ import annotations

import inspect

import keras

from convscope._errors import InputError
from convscope.recipes._choices import Choices, nearest


def compile_model(model: keras.Model, choices: Choices) -> None:
    """Compile `model` with the loss and the optimizer that the choices name."""
    compile_with(model, choices.loss, get_optimizer(choices))


def check_compiles(choices: Choices) -> None:
    """Raise `InputError` unless Keras knows the loss and the optimizer that the choices name."""
    get_loss(choices.loss)
    get_optimizer(choices)


def compile_with(model: keras.Model, loss: str | keras.losses.Loss, optimizer: keras.optimizers.Optimizer) -> None:
    """Compile `model` with the tutorial's metric `acc`.

    Raises:
        InputError: Keras knows no loss of that name.
    """
    model.compile(loss=get_loss(loss) if isinstance(loss, str) else loss, optimizer=optimizer, metrics=["acc"])


def forget_own_optimizer(model: keras.Model) -> None:
    """Give a trained model, and those in it, Keras's optimizer for one of ours: so Keras alone can load its file."""
    for part in (model, *model.layers):
        own = (
            isinstance(part, keras.Model) and part.compiled and not type(part.optimizer).__module__.startswith("keras.")
        )
        if own:
            compile_with(part, part.loss, keras.optimizers.SGD())


def get_optimizer(choices: Choices) -> keras.optimizers.Optimizer:
    """Return the optimizer that the choices name, with their learning rate if they have one.

    Raises:
        InputError: Keras knows no such optimizer, or it is one that wraps others.
    """
    try:
        optimizer = keras.optimizers.get(choices.optimizer)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            "the optimizer must be one of Keras's",
            found=repr(choices.optimizer),
            todo=nearest(choices.optimizer, _usable_optimizers()),
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
            todo=nearest(name, names),
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
