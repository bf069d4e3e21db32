"""The cost model: nanoseconds for one image, forward and backward, of each way to compute a layer.

It has one purpose, to choose a form; so the terms are few and the constants are rounded. They were measured with
`python benchmarks/engine_costs.py`, which prints estimate and measurement side by side; docs/engine.md has its figures.
"""

from __future__ import annotations

from math import prod

from convscope.engine._form import Site

MULTIPLY_ADD = 0.012
"""One multiply-add in a product of matrices of some size."""
NARROW_MULTIPLY_ADD = 0.02
"""The same in the thin products of the patches, whose rows are few."""
SHIFTED_MULTIPLY_ADD = 0.03
"""The same in a loop over shifted images."""
PATCH_NUMBER = 0.4
"""Writing one number of the patches and reading it again, ..."""
DISTANT_PATCH_NUMBER = 1.5
"""... and of those beyond `NEAR_PATCH_NUMBERS` an image, for which the cache next to a core is too small."""
NEAR_PATCH_NUMBERS = 32_000
WINOGRAD_NUMBER = 1.3
"""Making one of the sums of Winograd's tiles, and its gradient."""
POOLED_NUMBER = 0.25
"""Comparing, or adding, one number of a pooling window."""
RANDOM_WORD = 4.0
"""Drawing 32 random bits (threefry)."""
EXCHANGED_NUMBER = 0.7
"""Moving one number when first and last axis change places."""
MOVED_NUMBER = 0.2
"""Moving one number in a row of the batch."""
XLA_MULTIPLY_ADD = 0.03
"""One multiply-add in XLA's own convolution when channels are many, ..."""
XLA_CHANNEL_NUMBER = 6.0
"""... and what it pays besides for each number that it reads or writes, when they are few."""
XLA_IN_A_LOOP = 15
"""How much dearer Keras's own convolution is in our loop, where XLA does not order its axes."""
XLA_POOLED_NUMBER = 2.5
"""The same for its pooling: finding the winners again (`select_and_scatter`) is serial."""


def _passes(site: Site) -> int:
    """Count the products: forward, for the weights' gradient and, behind what is trained, for the input's."""
    return 2 if site.first else 3


def _multiply_adds(site: Site) -> int:
    """Count what one image needs in the forward pass of a convolution."""
    conv = site.layer
    height, width = site.shape[0] // conv.strides[0], site.shape[1] // conv.strides[1]
    return int(height * width * conv.filters * prod(conv.kernel_size) * site.shape[-1])


def _written(numbers: int) -> float:
    """Price the patches themselves."""
    near = min(numbers, NEAR_PATCH_NUMBERS)
    return PATCH_NUMBER * near + DISTANT_PATCH_NUMBER * (numbers - near)


def product(site: Site) -> float:
    """Price a Dense."""
    return float(_passes(site) * MULTIPLY_ADD * prod(site.shape) * site.layer.units)


def patches(site: Site) -> float:
    """Price a convolution as a product with patches: of the image, and of the gradient where one is handed on."""
    conv = site.layer
    places = site.shape[0] * site.shape[1] // prod(conv.strides)
    channels = site.shape[-1] + (0 if site.first else conv.filters * prod(conv.strides))
    moved = places * prod(conv.kernel_size) * channels
    return float(_passes(site) * NARROW_MULTIPLY_ADD * _multiply_adds(site) + _written(moved))


def phases(site: Site) -> float:
    """Price convolution and pooling as one product with the patches of the larger window."""
    return _stacked(site, _passes(site))


def shifts(site: Site) -> float:
    """Price the same with the forward pass as a loop, run twice: for the results and for the winners."""
    again = site.shape[-1] ** 2  # XLA computes the sums anew for each of their users, and each sum has more terms.
    return 2 * SHIFTED_MULTIPLY_ADD * again * _multiply_adds(site) + _stacked(site, _passes(site) - 1)


def _stacked(site: Site, passes: int) -> float:
    conv = site.layer
    height, width = conv.kernel_size
    larger = (height + 1) * (width + 1)
    places = site.shape[0] * site.shape[1] // 4
    moved = places * larger * (site.shape[-1] + (0 if site.first else conv.filters))
    wasted = larger / (height * width)
    return float(passes * NARROW_MULTIPLY_ADD * wasted * _multiply_adds(site) + _written(moved))


def winograd(site: Site) -> float:
    """Price a convolution, with a pooling or without, by Winograd's tiles: fewer products, more sums."""
    filters = site.layer.filters
    sums = 16 * -(-site.shape[0] // 2) * -(-site.shape[1] // 2)
    multiply_adds = sums * site.shape[-1] * filters
    moved = sums * (site.shape[-1] + filters)
    return float(_passes(site) * NARROW_MULTIPLY_ADD * multiply_adds + WINOGRAD_NUMBER * moved)


def pool(site: Site, taps: int) -> float:
    """Price a pooling as slices."""
    return 2 * POOLED_NUMBER * taps * prod(site.output_shape)


def xla_convolution(site: Site) -> float:
    """Price XLA's own convolution."""
    moved = prod(site.shape) + prod(site.output_shape)
    return _passes(site) * (XLA_MULTIPLY_ADD * _multiply_adds(site) + XLA_CHANNEL_NUMBER * moved / 3)


def xla_max_pool(site: Site) -> float:
    """Price XLA's `reduce_window` and `select_and_scatter`."""
    return 2 * XLA_POOLED_NUMBER * prod(site.shape)


def xla_average_pool(site: Site) -> float:
    """Price XLA's `reduce_window` and its gradient."""
    return XLA_POOLED_NUMBER * prod(site.shape)


def random_numbers(shape: tuple[int, ...], words: float) -> float:
    """Price drawing `words` words of randomness for each number."""
    return RANDOM_WORD * words * prod(shape)


def exchange(shape: tuple[int, ...]) -> float:
    """Price bringing a tensor from one layout to the other, and its gradient back."""
    return 2 * EXCHANGED_NUMBER * prod(shape)


def rows(shape: tuple[int, ...]) -> float:
    """Price moving whole rows of a batch, and their gradient back."""
    return 2 * MOVED_NUMBER * prod(shape)
