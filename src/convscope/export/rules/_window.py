"""The arithmetic of a window that slides: how much padding `same` means."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convscope.export._site import Site


def pads(
    padding: str, sizes: Sequence[int], window: Sequence[int], strides: Sequence[int], dilation: Sequence[int] = (1, 1)
) -> list[int]:
    """Give ONNX's pads (top, left, bottom, right) of Keras's `padding`.

    `same` makes the output ceil(size / stride) long; an odd row or column of padding goes below or to the right.
    """
    if padding == "valid":
        return [0, 0, 0, 0]
    totals = []
    for size, k, stride, d in zip(sizes, window, strides, dilation, strict=True):
        reach = (k - 1) * d + 1
        totals.append(max((-(-size // stride) - 1) * stride + reach - size, 0))
    before = [total // 2 for total in totals]
    return before + [total - first for total, first in zip(totals, before, strict=True)]


def channels_last(site: Site) -> None:
    """Refuse a layer that was told its data come channels-first.

    Raises:
        InputError: it was.
    """
    if getattr(site.layer, "data_format", "channels_last") != "channels_last":
        raise site.no_rule("data_format='channels_first'", "build the network with channels_last, Keras's default")
