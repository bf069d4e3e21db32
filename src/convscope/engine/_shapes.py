"""Which shape of an image or a target Keras takes for which."""

from __future__ import annotations


def fits(found: tuple[int, ...], wanted: tuple[int | None, ...]) -> bool:
    """Tell whether Keras takes a shape for another: a last axis of 1 may be missing, or there be one too many.

    Args:
        found: the array's shape, an image.
        wanted: the model's, where None stands for any size.
    """
    forms = [wanted, (*wanted, 1), *([wanted[:-1]] if wanted[-1:] == (1,) else [])]
    return any(_same(found, form) for form in forms)


def _same(found: tuple[int, ...], wanted: tuple[int | None, ...]) -> bool:
    return len(found) == len(wanted) and all(w in (None, f) for f, w in zip(found, wanted, strict=True))
