"""The recipes by name; a recipe's file is imported when it is asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from convscope.recipes._choices import check_name

if TYPE_CHECKING:
    from convscope.recipes._recipe import Recipe

NAMES = ("tutorial", "mlp", "mlp-best", "fast", "small", "best", "ensemble", "reader")


def get_recipe(name: str) -> Recipe:
    """Return the recipe called `name`.

    Raises:
        InputError: there is none.
    """
    check_name("a recipe", name, list(NAMES))
    recipe: Recipe = importlib.import_module(f"convscope.recipes.{name.replace('-', '_')}").RECIPE
    return recipe
