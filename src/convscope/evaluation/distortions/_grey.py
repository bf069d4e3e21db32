"""Changes grey levels: noise, and from normal to inverted."""

from __future__ import annotations

import numpy as np

from convscope._types import Pixels


def add_noise(images: Pixels, sigma: float, seed: int) -> Pixels:
    """Add normal noise of `sigma` grey levels, rounded and clipped to 0..255; one seed, one pattern at any sigma."""
    pattern = np.random.default_rng(seed).standard_normal(images.shape, dtype=np.float32)
    noisy: Pixels = np.clip(np.rint(images + np.float32(sigma) * pattern), 0, 255).astype(np.uint8)
    return noisy


def invert(images: Pixels, share: float) -> Pixels:
    """Blend with the inverted picture: 0 leaves it, .5 is uniform grey, 1 is inverted."""
    grey = images.astype(np.float32)
    return np.rint(grey + np.float32(share) * (255 - 2 * grey)).astype(np.uint8)
