"""A plain, tuned PyTorch loop: an epoch each time a line comes; prints the seconds. `contest.py` starts it.

    python torch_worker.py NETWORK ARRAYS.npz BATCH_SIZE

Tuned: channels-last from batch 128 up (it was faster there), the fused Adam, gradients set to None, the data
gathered once a batch without a DataLoader, the loss summed without leaving the device. On a GPU where there is one.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import torch
from torch import nn
from turns import take_turns

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def tutorial() -> list[nn.Module]:
    return [
        *(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(4, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Dropout(0.25)),
        *(nn.Linear(784, 784), nn.ReLU(), nn.Dropout(0.25), nn.Linear(784, 100), nn.ReLU()),
        *(nn.Linear(100, 10), nn.Softmax(1)),
    ]


def convnet() -> list[nn.Module]:
    return [
        *(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Dropout(0.5), nn.Linear(1600, 10)),
    ]


def lenet() -> list[nn.Module]:
    return [
        *(nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten()),
        *(nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10)),
    ]


def eight() -> list[nn.Module]:
    body: list[nn.Module] = []
    before = 1
    for filters in (16, 32, 64):
        for _ in range(2):
            body += [nn.Conv2d(before, filters, 3, padding=1, bias=False), nn.BatchNorm2d(filters), nn.ReLU()]
            before = filters
        body.append(nn.MaxPool2d(2))
    return [*body, nn.Flatten(), nn.Linear(576, 128), nn.ReLU(), nn.Linear(128, 10)]


NETWORKS = {"tutorial": tutorial, "convnet": convnet, "lenet": lenet, "eight": eight}


def loss_of(network: str) -> Any:
    """The tutorial's mean squared error, of probabilities; cross-entropy, of logits, for the others."""
    return nn.MSELoss() if network == "tutorial" else nn.CrossEntropyLoss()


def optimizer_of(network: str, model: nn.Module) -> torch.optim.Optimizer:
    if network == "lenet":
        return torch.optim.SGD(model.parameters(), lr=0.01, fused=True)
    return torch.optim.Adam(model.parameters(), fused=True)


def epoch(model: nn.Module, loss_function: Any, optimizer: Any, data: Any, batch_size: int) -> None:
    x, y = data
    order, total = torch.randperm(len(x), device=DEVICE), torch.zeros((), device=DEVICE)
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        optimizer.zero_grad(set_to_none=True)
        loss = loss_function(model(x[rows]), y[rows])
        loss.backward()
        optimizer.step()
        total += loss.detach()
    total.item()


def main() -> None:
    network, arrays_file, batch_size = sys.argv[1], sys.argv[2], int(sys.argv[3])
    arrays = np.load(arrays_file)
    x = torch.tensor(arrays["x"], device=DEVICE).permute(0, 3, 1, 2).contiguous()
    y = torch.tensor(arrays["y"], device=DEVICE)
    model: nn.Module = nn.Sequential(*NETWORKS[network]()).to(DEVICE)
    if batch_size >= 128:
        model, x = model.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
    optimizer = optimizer_of(network, model)
    take_turns(lambda: epoch(model, loss_of(network), optimizer, (x, y), batch_size))


if __name__ == "__main__":
    main()
