"""Augmentation: layers that change images at random in training, quick enough for every image of every epoch."""

from convscope._optional import choose_backend

choose_backend()

from convscope.augmentation._warp import RandomWarp  # noqa: E402 - backend first

__all__ = ["RandomWarp"]
