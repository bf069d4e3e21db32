"""Datasets: MNIST (embedded), Fashion-MNIST, a folder of images, .npz, IDX; splitting and scaling."""

from __future__ import annotations

from convscope.datasets._dataset import Dataset, limited
from convscope.datasets._describe import ClassCount, DatasetInfo, describe
from convscope.datasets._fingerprint import fingerprint
from convscope.datasets._load import NAMED, load, load_data
from convscope.datasets._scaling import SCALINGS, Scaling
from convscope.datasets._sheet import contact_sheet, write_contact_sheet
from convscope.datasets._splitting import one_hot, validation_rows

__all__ = [
    "NAMED",
    "SCALINGS",
    "ClassCount",
    "Dataset",
    "DatasetInfo",
    "Scaling",
    "contact_sheet",
    "describe",
    "fingerprint",
    "limited",
    "load",
    "load_data",
    "one_hot",
    "validation_rows",
    "write_contact_sheet",
]
