"""A network's table and arithmetic, wherever it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convscope.recipes import LayerArithmetic


def summarize(network: str) -> tuple[str, list[LayerArithmetic]]:
    """Return Keras's table and every layer's arithmetic of a recipe, a run's network, or a `.keras` file.

    A recipe is built for MNIST: images of 28 x 28 x 1 and 10 classes.

    Raises:
        InputError: it is none of them.
    """
    from convscope._api._run import Run
    from convscope.recipes import NAMES, arithmetic, check_name, get_recipe, load_network, summary_text
    from convscope.runs import is_run

    path = Path(network)
    if network in NAMES and not is_run(path):  # a folder of that name may be anything
        recipe = get_recipe(network)
        model = recipe.build((28, 28, 1), 10, recipe.choices)
    elif path.suffix.lower() == ".keras":
        model = load_network(path)
    elif not path.exists() and path.name == network:
        check_name("a network is a recipe, a run's folder or a .keras file; its name", network, list(NAMES))
        raise AssertionError
    else:
        model = Run(path).model
    return summary_text(model), arithmetic(model)
