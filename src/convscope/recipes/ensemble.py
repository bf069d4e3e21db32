"""Several networks of the recipe `best`, each trained by itself; their mean is one network.

Record: the mean of five such networks, `best` with seeds 0 to 4 (99.69 +- 0.01), is right on 99.71 % of the test
images (once). `python benchmarks/seeds.py --recipe best --seeds 5 --average` repeats it.
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
