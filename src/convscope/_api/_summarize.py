"""A network's table and arithmetic, wherever it comes from."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from convscope._optional import choose_backend

if TYPE_CHECKING:
    from collections.abc import Callable

    import keras

    from convscope.engine import LayerForm
    from convscope.recipes import LayerArithmetic


@dataclasses.dataclass(frozen=True)
class Summary:
    """A network looked at.

    Attributes:
        table: Keras's.
        layers: every layer's arithmetic.
        forms: how the engine computes the layers; empty when that was not asked for.
    """

    table: str
    layers: list[LayerArithmetic]
    forms: list[LayerForm]


def summarize(network: str, *, forms_at: int | None = None) -> Summary:
    """Look at a recipe's network, a run's, or a `.keras` file's.

    Args:
        network: its name or path. A recipe is built for MNIST: images of 28 x 28 x 1 and 10 classes.
        forms_at: measure the engine's forms at this batch size.

    Raises:
        InputError: there is no such network, or the engine leaves it to Keras.
        MissingPartError: Keras or its backend is not installed.
    """
    choose_backend("a network's summary")
    from convscope import engine
    from convscope.recipes import arithmetic, check_whole, summary_text

    if forms_at is not None:
        check_whole("batch_size", forms_at, low=1)
    engine.keep_compiled()  # before the weights are drawn: that compiles too
    model, learner = _find(network)
    forms = [] if forms_at is None else engine.explain(learner(), forms_at)
    return Summary(summary_text(model), arithmetic(model), forms)


def _find(network: str) -> tuple[keras.Model, Callable[[], keras.Model]]:
    """Build or load the network, and give what `fit` takes to train it: a recipe may put an augmentation before it."""
    from convscope._api._run import Run
    from convscope.recipes import NAMES, check_name, get_recipe, load_network
    from convscope.runs import is_run

    path = Path(network)
    if network in NAMES and not is_run(path):  # a folder of that name may be anything
        recipe = get_recipe(network)
        model = recipe.build((28, 28, 1), 10, recipe.choices)
        return model, lambda: recipe.learners(model)[0]
    if path.suffix.lower() != ".keras":
        if not path.exists() and path.name == network:
            check_name("a network is a recipe, a run's folder or a .keras file; its name", network, list(NAMES))
            raise AssertionError
        path = Run(path).folder.model_path
    # Without the optimizer, whose numbers Keras's table would count as parameters.
    return load_network(path, compile=False), partial(load_network, path)
