"""Several networks of the recipe `best`, each trained by itself; their mean is one network.

Record: not measured. `convscope train --recipe ensemble` measures one.
"""

from __future__ import annotations

from convscope.recipes import best
from convscope.recipes._recipe import Recipe

RECIPE = Recipe(
    name="ensemble",
    words="five networks of the recipe best, trained one after the other and averaged",
    network=best.network,
    optimizer=best.optimizer,
    loss=best.loss,
    augmentation=best.augmentation,
    members=5,
    choices=best.RECIPE.choices,
)
