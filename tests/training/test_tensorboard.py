"""The log for TensorBoard can be read back."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

import convscope

if not os.environ.get("CI"):
    pytest.importorskip("tensorboardX")

from tensorboardX.proto.event_pb2 import Event


def scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    """Return (epoch, value) by tag. A record is its length, a checksum, the event and a checksum."""
    found: dict[str, list[tuple[int, float]]] = {}
    for file in sorted(folder.glob("events.out.tfevents.*")):
        data, place = file.read_bytes(), 0
        while place < len(data):
            (length,) = struct.unpack_from("<Q", data, place)
            event = Event.FromString(data[place + 12 : place + 12 + length])
            place += 12 + length + 4
            for value in event.summary.value:
                found.setdefault(value.tag, []).append((event.step, value.simple_value))
    return found


def test_the_log_holds_the_history(tiny_network, tmp_path):
    run = convscope.train(model=tiny_network, limit=100, epochs=3, out=tmp_path / "run", quiet=True, tensorboard=True)
    train, validation = (scalars(run.path / "tensorboard" / part) for part in ("train", "validation"))
    for tags, prefix in ((train, ""), (validation, "val_")):
        assert tags.keys() == {"epoch_loss", "epoch_acc"}
        for tag, values in tags.items():
            name = prefix + tag.removeprefix("epoch_")
            assert [step for step, _ in values] == [0, 1, 2]
            assert [value for _, value in values] == pytest.approx(run.history[name])
