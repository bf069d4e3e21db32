"""What lies in a run folder, by name."""

from __future__ import annotations

CONFIG = "config.json"
HISTORY = "history.csv"
METRICS = "metrics.json"
SUMMARY = "summary.txt"
KERAS_MODEL = "model.keras"
GLASS_MODEL = "model.onnx"
REPORT = "report.html"
CHECKPOINT = "checkpoint"
STATE = "state.npz"
LOCK = "lock"
TENSORBOARD = "tensorboard"
NETWORK = "network"
REPLACED = "replaced"
"""Holds the run that was overwritten, until the new one has finished."""

PICTURES = ("curves.png", "confusion.png", "mistakes.png")
FILES = (
    CONFIG,
    HISTORY,
    METRICS,
    SUMMARY,
    KERAS_MODEL,
    GLASS_MODEL,
    REPORT,
    f"{NETWORK}.py",
    f"{NETWORK}.keras",
    *PICTURES,
)
FORMAT = 1
"""The version of this layout, in `config.json`."""
