"""The network to train: the recipe's, or the user's own from a Python file or a Keras file."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras

from convscope import engine, export
from convscope._errors import InputError, times
from convscope.datasets import SCALINGS, Dataset, validation_rows
from convscope.recipes import Choices, compile_model, get_recipe, load_network
from convscope.training._settings import Settings

FUNCTION = "build_model"
_SUFFIXES = (".py", ".keras")


@dataclasses.dataclass(frozen=True)
class Network:
    """A compiled model and how it is trained.

    Attributes:
        model: what is saved.
        choices: what it is trained with; `choices.epochs` are each learner's.
        learners: the models that `fit` takes, one after the other; their weights are `model`'s. None but the
            model itself, unless the recipe has an augmentation or is an ensemble.
        words: what was decided on the way.
    """

    model: keras.Model
    choices: Choices
    learners: tuple[keras.Model, ...]
    words: tuple[str, ...] = ()

    @property
    def epochs(self) -> int:
        """The epochs of the whole training, over all learners."""
        return len(self.learners) * self.choices.epochs


def build_network(settings: Settings, dataset: Dataset, *, source: Path | None = None) -> Network:
    """Return the compiled network that `settings` name, fitting `dataset`.

    Args:
        settings: names the recipe or the user's file.
        dataset: gives the input's shape and the number of classes.
        source: read the user's network from here (a run's own copy) instead of `settings.model`.

    Raises:
        InputError: the file is wrong, or the network does not fit the data.
    """
    engine.keep_compiled()  # before the weights are drawn: that compiles too
    keras.utils.set_random_seed(settings.seed)
    if settings.model is None:
        recipe = get_recipe(settings.recipe)
        steps = total_steps(len(dataset.x_train), settings.choices)
        model = recipe.build(dataset.shape, dataset.classes, settings.choices, steps, seed=settings.seed)
        return Network(model, settings.choices, recipe.learners(model), _idle_dropout(model, settings))
    file = Path(settings.model) if source is None else source
    model = _from_file(file, dataset)
    _check_fits(model, dataset, file)
    network = _adapted(model, settings)
    # Better now than after the last epoch.
    export.to_glass(model, scaling=SCALINGS[network.choices.scaling], class_names=dataset.class_names)
    return dataclasses.replace(network, words=(*network.words, *_idle_dropout(model, settings, own=True)))


def total_steps(images: int, choices: Choices) -> int:
    """Return the steps of one learner's training on the rows that validation leaves."""
    start, _ = validation_rows(images, choices.validation_split)
    return choices.epochs * -(-start // choices.batch_size)


def _idle_dropout(model: keras.Model, settings: Settings, *, own: bool = False) -> tuple[str, ...]:
    """Say that a dropout rate was given which changes nothing."""
    if not settings.changes.get("dropout"):
        return ()
    if own:
        return ("dropout changes nothing: a network of your own brings its rates",)
    if any(isinstance(layer, keras.layers.Dropout) for layer in _layers(model)):
        return ()
    return (f"dropout changes nothing: recipe {settings.recipe} has no such layers",)


def _layers(model: keras.Model) -> Iterator[keras.Layer]:
    """Give the model's layers, those of the models in it too."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _layers(layer)
        else:
            yield layer


def network_suffix(settings: Settings) -> str | None:
    """Return ".py" or ".keras" for a user's own network, None for a recipe's."""
    return None if settings.model is None else Path(settings.model).suffix.lower()


def _from_file(file: Path, dataset: Dataset) -> keras.Model:
    """Load the user's network."""
    suffix = file.suffix.lower()
    if suffix not in _SUFFIXES or not file.is_file():
        raise InputError(
            "--model takes a Python file or a .keras file",
            found="no such file" if suffix in _SUFFIXES else f"the suffix {suffix!r}",
            todo=f"write a file with a function {FUNCTION}() that returns a compiled Keras model",
            file=file,
        )
    model = _from_python(file, dataset) if suffix == ".py" else load_network(file)
    if not isinstance(model, keras.Model):
        raise InputError("the file must give a Keras model", found=f"a {type(model).__name__}", file=file)
    return model


def _from_python(file: Path, dataset: Dataset) -> Any:
    """Run the user's file and call its function."""
    specification = importlib.util.spec_from_file_location("convscope_user_network", file)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    try:
        with _apart():
            specification.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise InputError("the file must run", found=_where(error, file), file=file) from error
    function = _find_function(vars(module), specification.name, file)
    offered = {
        "input_shape": dataset.shape,
        "shape": dataset.shape,
        "classes": dataset.classes,
        "num_classes": dataset.classes,
    }
    parameters = inspect.signature(function).parameters.values()
    wanted = {p.name for p in parameters if p.name in offered}
    unknown = [p.name for p in parameters if p.name not in offered and p.default is inspect.Parameter.empty]
    if unknown:
        raise InputError(
            f"{function.__name__} may ask for input_shape and classes",
            found=f"the parameter {unknown[0]}",
            todo="give it a default",
            file=file,
        )
    try:
        with _apart():
            return function(**{name: offered[name] for name in wanted})
    except (Exception, SystemExit) as error:
        raise InputError(f"{function.__name__} must return a model", found=_where(error, file), file=file) from error


@contextlib.contextmanager
def _apart() -> Iterator[None]:
    """While the user's code runs: what it prints is words, not results, and nothing is left beside its file."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        sys.dont_write_bytecode = before


def _find_function(names: dict[str, Any], module: str, file: Path) -> Callable[..., Any]:
    """Return the file's `build_model`, or its only public function."""
    if inspect.isfunction(names.get(FUNCTION)):
        function: Callable[..., Any] = names[FUNCTION]
        return function
    functions = [
        value
        for name, value in names.items()
        if inspect.isfunction(value) and value.__module__ == module and not name.startswith("_")
    ]
    if len(functions) != 1:
        found = ", ".join(function.__name__ for function in functions) or "no function"
        raise InputError(
            f"the file must hold a function {FUNCTION}, or one function only",
            found=found,
            todo=f"call the one that returns the compiled model {FUNCTION}",
            file=file,
        )
    return functions[0]


def _where(error: BaseException, file: Path) -> str:
    """Return the error and its line in the user's file."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(file.absolute()):
            line = trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, SyntaxError):
        line = error.lineno
    place = "" if line is None else f" in line {line}"
    return f"{type(error).__name__}{place}: {error}"


def _check_fits(model: keras.Model, dataset: Dataset, file: Path) -> None:
    """Check that the network takes the images and gives a probability a class."""
    if not model.built:
        try:
            model.build((None, *dataset.shape))
        except Exception as error:
            raise InputError("the network must take the images", found=error, file=file) from error
    shape = model.input_shape
    if (
        not isinstance(shape, tuple)
        or len(shape) != 4  # noqa: PLR2004 - batch, height, width, channels
        or any(size not in (None, given) for size, given in zip(shape[1:], dataset.shape, strict=True))
    ):
        raise InputError(
            f"the network must take images of {times(dataset.shape)}",
            found=f"an input of {shape}",
            todo="change its input, or bring the images to its size with --resize H W (resize=(height, width))",
            file=file,
        )
    output = model.output_shape
    units = output[-1] if isinstance(output, tuple) and len(output) == 2 else None  # noqa: PLR2004 - batch, classes
    if units != dataset.classes and not (units == 1 and dataset.classes == 2):  # noqa: PLR2004 - one unit, two classes
        raise InputError(
            f"the network's last layer must have {dataset.classes} units, one a class",
            found=f"an output of {output}",
            file=file,
        )


def _adapted(model: keras.Model, settings: Settings) -> Network:
    """Compile the user's network anew where the user asked for it or nobody has, and settle its scaling."""
    choices, words = settings.choices, []
    if not model.compiled:
        compile_model(model, choices)
        words.append(f"the network was not compiled: it is trained with {choices.loss} and {choices.optimizer}")
    elif {"loss", "optimizer", "learning_rate"} & set(settings.changes):
        loss, optimizer = model.loss, model.optimizer
        compile_model(model, choices)
        if "optimizer" in settings.changes:
            optimizer = model.optimizer
        elif choices.learning_rate is not None:
            optimizer.learning_rate = choices.learning_rate
        model.compile(loss=choices.loss if "loss" in settings.changes else loss, optimizer=optimizer, metrics=["acc"])
        words.append("the network was compiled anew with what you changed")
    if "scaling" not in settings.changes:
        scales_itself = any(
            isinstance(layer, (keras.layers.Rescaling, keras.layers.Normalization)) for layer in model.layers[:2]
        )
        choices = dataclasses.replace(choices, scaling="none" if scales_itself else choices.scaling)
        words.append(
            "the network scales its input itself"
            if scales_itself
            else f"pixels are scaled as --scaling {choices.scaling} does"
        )
    return Network(model, choices, (model,), tuple(words))
