"""What a run writes down of how it was made, and how a run that goes on is held to it."""

from __future__ import annotations

import dataclasses
from typing import Any

import keras

import convscope
from convscope._errors import InputError
from convscope._machine import machine, versions
from convscope.datasets import Dataset, fingerprint
from convscope.runs import RunFolder
from convscope.training._job import Job


def config(job: Job) -> dict[str, Any]:
    """Return what `config.json` holds: everything needed to do the training again."""
    dataset = job.dataset
    return {
        "convscope": convscope.__version__,
        "recipe": job.settings.recipe,
        "command": job.settings.command(),
        "settings": job.settings.to_dict(),
        "choices": dataclasses.asdict(job.network.choices),
        "data": {
            "name": dataset.name,
            "source": dataset.source,
            "shape": list(dataset.shape),
            "class_names": list(dataset.class_names),
            "train_images": len(dataset.x_train),
            "test_images": len(dataset.x_test),
            "sha256": fingerprint(dataset),
        },
        "validation_rows": list(job.rows.validation),
        "backend": keras.backend.backend(),
        "versions": versions(),
        "machine": machine(),
    }


def check_same_data(run: RunFolder, dataset: Dataset) -> None:
    """Refuse to go on with other data than the run began with."""
    recorded = run.config.get("data", {}).get("sha256")
    if recorded != fingerprint(dataset):
        raise InputError(
            "a run goes on with the data it began with",
            found=f"{dataset.source} has changed",
            todo="train anew, or bring the old data back",
            file=run.path,
        )


def changed_versions(run: RunFolder) -> list[str]:
    """Return which packages have other versions now than in the run's first sitting, as "jax 0.10.1 -> 0.10.2"."""
    before, now = run.config.get("versions", {}), versions()
    return [f"{name} {before[name]} -> {now.get(name)}" for name in before if before[name] != now.get(name)]
