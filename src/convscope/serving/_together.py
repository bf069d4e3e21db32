"""Several requests' images through the network at once."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from convscope.glass import LOGITS, PROBABILITIES
from convscope.serving._guard import guarded

if TYPE_CHECKING:
    from starlette.responses import Response

    from convscope.glass import GlassModel

T = TypeVar("T")
Outputs = Mapping[str, np.ndarray]
"""By name, one row an image: `probabilities`, `logits`."""


@dataclass(frozen=True)
class Asked:
    """What a request asks of the network.

    Args:
        images: raw pixels, in any form that the network takes.
        wanted: names of outputs.
        answer: makes the answer of the outputs.
    """

    images: np.ndarray
    wanted: frozenset[str]
    answer: Callable[[Outputs], Response]


def run(model: GlassModel, images: np.ndarray, wanted: frozenset[str]) -> Outputs:
    """Run the network.

    Raises:
        InputError: these are no images for it.
    """
    ways = {PROBABILITIES: model.predict, LOGITS: model.logits}
    return {name: ways[name](images) for name in sorted(wanted)}


def answer_alone(model: GlassModel, asked: Asked) -> Response:
    """Answer one request.

    Raises:
        InputError: it holds no images for the network.
    """
    return asked.answer(run(model, asked.images, asked.wanted))


def run_together(model: GlassModel, jobs: Sequence[Callable[[], Asked]]) -> list[Response | Exception]:
    """Answer several requests, asking the network once.

    Args:
        model: the network.
        jobs: each tells what is asked, or raises.

    Returns:
        An answer or an error for each; one that is wrong spoils no other.
    """
    asked = [_attempt(job) for job in jobs]
    fit = {index: each for index, each in enumerate(asked) if isinstance(each, Asked) and _fits(model, each)}
    shared = _share(model, fit) if len(fit) > 1 else {}
    return [
        each if isinstance(each, Exception) else _attempt(functools.partial(_answer, model, each, shared.get(index)))
        for index, each in enumerate(asked)
    ]


def _attempt(job: Callable[[], T]) -> T | Exception:
    try:
        return guarded(job)
    except Exception as error:  # noqa: BLE001 - it belongs to one request, and its client is told
        return error


def _answer(model: GlassModel, asked: Asked, outputs: Outputs | None) -> Response:
    return answer_alone(model, asked) if outputs is None else asked.answer(outputs)


def _fits(model: GlassModel, asked: Asked) -> bool:
    return asked.images.shape[1:] == model.info.shape


def _share(model: GlassModel, asked: Mapping[int, Asked]) -> dict[int, dict[str, np.ndarray]]:
    """Ask the network once an output; return nothing if that went wrong, for each is then asked, and told, alone."""
    found: dict[int, dict[str, np.ndarray]] = {index: {} for index in asked}
    try:
        for name in (PROBABILITIES, LOGITS):
            those = {index: each.images for index, each in asked.items() if name in each.wanted}
            if not those:
                continue
            rows = run(model, np.concatenate(list(those.values())), frozenset({name}))[name]
            ends = np.cumsum([len(images) for images in those.values()])
            for index, part in zip(those, np.split(rows, ends[:-1]), strict=True):
                found[index][name] = part
    except Exception:  # noqa: BLE001 - whatever it is, it may be one request's alone
        return {}
    return found
