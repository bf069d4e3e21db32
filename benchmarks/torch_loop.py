"""A plain tuned PyTorch loop for the tutorial's network; `epoch_time.py` starts it and asks for epochs by lines.

Tuned: channels-last where that was faster here (it was from batch 128 up), the fused Adam, gradients set to None,
the data permuted by one gather a batch, no DataLoader, the loss summed without leaving the device.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
import torch
from torch import nn


def network() -> nn.Sequential:
    return nn.Sequential(
        *(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(4, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Dropout(0.25)),
        *(nn.Linear(784, 784), nn.ReLU(), nn.Dropout(0.25), nn.Linear(784, 100), nn.ReLU()),
        *(nn.Linear(100, 10), nn.Softmax(1)),
    )


def epoch(model: nn.Sequential, optimizer: Any, x: torch.Tensor, y: torch.Tensor, batch_size: int) -> None:
    order, total = torch.randperm(len(x)), torch.zeros(())
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        optimizer.zero_grad(set_to_none=True)
        loss = ((model(x[rows]) - y[rows]) ** 2).mean()
        loss.backward()
        optimizer.step()
        total += loss.detach()
    total.item()


def main() -> None:
    arrays, batch_size = np.load(sys.argv[1]), int(sys.argv[2])
    x, y = torch.tensor(arrays["x"]).permute(0, 3, 1, 2), torch.tensor(arrays["y"])
    model = network()
    x = x.contiguous()
    if batch_size >= 128:
        model, x = model.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        epoch(model, optimizer, x, y, batch_size)
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
