"""Small models whose answers can be worked out by hand."""

from __future__ import annotations

import numpy as np

from convscope.glass import GlassInfo, GlassScaling


def info(class_names, shape=(4, 4, 1)):
    return GlassInfo(tuple(class_names), "fake", "0", shape, (), {}, GlassScaling(1.0, 0.0))


class Table:
    """Answers with the row of a table that an image's first pixel names."""

    def __init__(self, rows, class_names):
        self.rows = np.asarray(rows, np.float32)
        self.info = info(class_names)

    def predict(self, images):
        return self.rows[images[:, 0, 0, 0]]


class Halves:
    """Class 0: the left half is at least as bright; class 1: the right half is brighter."""

    info = info(("left", "right"), (12, 12, 1))

    def predict(self, images):
        grey = images.astype(np.float32).mean(axis=3)
        left, right = grey[:, :, :6].mean(axis=(1, 2)), grey[:, :, 6:].mean(axis=(1, 2))
        first = left >= right
        return np.where(first[:, None], [[0.9, 0.1]], [[0.1, 0.9]]).astype(np.float32)


def numbered(n):
    """Give n images whose first pixel is their index."""
    images = np.zeros((n, 4, 4, 1), np.uint8)
    images[:, 0, 0, 0] = np.arange(n)
    return images


def blocks(n, channels=1):
    """Give n pictures 12 x 12 with a bright block on the left (label 0) or the right (label 1)."""
    images = np.zeros((n, 12, 12, channels), np.uint8)
    labels = np.arange(n) % 2
    images[labels == 0, 4:8, 2:4] = 200
    images[labels == 1, 4:8, 8:10] = 200
    return images, labels.astype(np.int64)
