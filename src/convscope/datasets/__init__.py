"""Datasets: MNIST (embedded), Fashion-MNIST, a folder of images, .npz, IDX; splitting and scaling."""

from __future__ import annotations

from convscope.datasets._dataset import Dataset, limited
from convscope.datasets._load import load, load_data
from convscope.datasets._scaling import SCALINGS, Scaling
from convscope.datasets._splitting import one_hot, validation_rows

__all__ = ["SCALINGS", "Dataset", "Scaling", "limited", "load", "load_data", "one_hot", "validation_rows"]
