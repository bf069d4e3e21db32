"""`fit`: Keras's own, with every epoch one compiled program."""

from __future__ import annotations

from typing import Any

import keras

from convscope.engine._checks import check_arrays, check_model, check_numbers
from convscope.engine._data import Data, as_arrays, lists_arrays, split, weigh
from convscope.engine._words import say


def fit(  # noqa: PLR0917  Keras takes as many by position
    model: Any,
    x: Any = None,
    y: Any = None,
    batch_size: int | None = None,
    epochs: int = 1,
    verbose: str | int = "auto",
    callbacks: Any = None,
    validation_split: float = 0.0,
    validation_data: Any = None,
    shuffle: bool = True,  # noqa: FBT001, FBT002  Keras takes it by position
    class_weight: dict[int, float] | None = None,
    sample_weight: Any = None,
    initial_epoch: int = 0,
    *,
    seed: int | None = None,
) -> keras.callbacks.History:
    """Train a compiled Keras model, as `model.fit` does, on a CPU up to several times faster.

    Every epoch is one compiled program over data that lies on the device, with the layers lowered to forms that are
    fast there. Losses, metrics, optimizers, schedules, regularisers and constraints are Keras's own. What differs:
    the order of the shuffle, dropout's random bits, how sums round, and a loss that becomes NaN ends the training.
    Callbacks are called as ever; one that has a hook at the batches' begin or end costs speed, and a line says so. A
    model with a layer that has no lowering, data that is no array, and other backends than JAX are trained by
    `model.fit`, and a line says why.

    What XLA compiles is kept in convscope's cache folder for the next process, unless JAX's own cache is set up or
    switched off (`keep_compiled`).

    Args:
        model: a compiled Keras model.
        x: arrays, `(n, height, width, channels)` for images; uint8 stays uint8 on the device.
        y: labels or targets, n rows.
        batch_size: images a step, 32 by default.
        epochs: train until this many have been done.
        verbose: 0 is silent, 1 a bar an epoch, 2 a line an epoch.
        callbacks: Keras's or your own: one, several, or a `CallbackList`.
        validation_split: share of the last rows to validate on.
        validation_data: `(x, y)` or `(x, y, weights)` to validate on.
        shuffle: take the rows in another order each epoch.
        class_weight: from class number to weight.
        sample_weight: one number an image.
        initial_epoch: the epoch to begin with, after a resume.
        seed: what is random in an epoch (the shuffle, dropout, augmentation) depends on it and the epoch's number only.
            So a model that was saved with its optimizer after epoch e goes on with the same bits by the same seed and
            `initial_epoch=e`; on a GPU the bits differ from run to run. Without it the shuffle is drawn from NumPy's
            generator, which `keras.utils.set_random_seed` sets, and the layers go on with their own generators, as in
            Keras.

    Returns:
        Keras's History.

    Raises:
        InputError: the model is not compiled, or the data do not fit (it is a ValueError too).
        JobError: the loss became NaN; the model keeps the weights of the last good epoch.
    """
    check_model(model)
    size = 32 if batch_size is None else batch_size
    check_numbers(size, epochs, validation_split, initial_epoch)
    common: dict[str, Any] = {
        "batch_size": batch_size,
        "epochs": epochs,
        "verbose": verbose,
        "initial_epoch": initial_epoch,
    }
    common |= {"validation_split": validation_split, "validation_data": validation_data, "class_weight": class_weight}
    common |= {"callbacks": callbacks, "shuffle": shuffle, "sample_weight": sample_weight}
    reason = _reason_for_keras(model, (x, y, sample_weight, validation_data), shuffle)
    if reason is None:
        # Here, so that a machine without JAX can train by Keras.
        from convscope.engine._training import NotLoweredError, Training

        _build(model, x)
        train, validation = _prepare(model, x, y, common)
        try:
            training = Training(model, size, train, validation, shuffle=shuffle, seed=seed)
        except NotLoweredError as error:
            reason = str(error)
        else:
            return training.run(callbacks, verbose, range(initial_epoch, epochs))
    say(f"Keras's own fit trains this model: {reason}")
    return model.fit(x, y, **common)


def _reason_for_keras(model: Any, data: tuple[Any, ...], shuffle: Any) -> str | None:
    """Say why `model.fit` must do it, as far as that can be seen before the layers."""
    if keras.backend.backend() != "jax":
        return f"the backend is {keras.backend.backend()}, not jax"
    if not lists_arrays(*data):
        return "the data are no arrays"
    if model.run_eagerly:
        return "it was compiled with run_eagerly"
    if not isinstance(shuffle, bool):
        return f"shuffle={shuffle!r} is Keras's own"
    return None


def _build(model: Any, x: Any) -> None:
    """Build a Sequential that was made without its input's shape, as Keras's fit does."""
    if isinstance(model, keras.Sequential) and model.layers and not model.built and hasattr(x, "shape"):
        model.build((None, *x.shape[1:]))


def _prepare(model: Any, x: Any, y: Any, options: dict[str, Any]) -> tuple[Data, Data | None]:
    """Check, split and weigh the data."""
    train = Data(as_arrays(x), as_arrays(y), as_arrays(options["sample_weight"]))
    validation = None
    if getattr(model, "inputs", None):
        check_arrays(model, train.x, train.y, train.weights)
    if options["validation_data"] is not None:
        parts = [as_arrays(part) for part in keras.utils.unpack_x_y_sample_weight(options["validation_data"])]
        validation = Data(*parts)
        if getattr(model, "inputs", None):
            check_arrays(model, validation.x, validation.y, validation.weights, "validation ")
    elif options["validation_split"]:
        train, validation = split(train, options["validation_split"])
    return weigh(train, options["class_weight"]), validation
