"""What one training works on."""

from __future__ import annotations

import dataclasses

from convscope.datasets import Dataset
from convscope.runs import RunFolder
from convscope.training._network import Network
from convscope.training._rows import Rows
from convscope.training._settings import Settings


@dataclasses.dataclass(frozen=True)
class Job:
    """A run's folder, its settings, and the network and the rows that they lead to."""

    run: RunFolder
    settings: Settings
    network: Network
    dataset: Dataset
    rows: Rows
