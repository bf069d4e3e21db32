"""A run opened: what its folder holds, its networks, and what can be asked of them."""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from convscope import datasets, evaluation
from convscope._errors import InputError, times
from convscope._optional import require
from convscope.datasets import Dataset
from convscope.evaluation import Evaluation, RobustnessCurve
from convscope.glass import GlassModel
from convscope.runs import History, load_run

if TYPE_CHECKING:
    import keras


class Run:
    """A finished training, opened from its folder.

    Args:
        path: the folder that `convscope train` made.

    Raises:
        InputError: there is no run.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.folder = load_run(path)

    def __repr__(self) -> str:
        return f"Run({str(self.path)!r})"

    @property
    def path(self) -> Path:
        """The run's folder."""
        return self.folder.path

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.folder.name

    @property
    def config(self) -> dict[str, Any]:
        """Everything needed to do the training again."""
        return self.folder.config

    @property
    def history(self) -> History:
        """One list a figure (`loss`, `acc`, `val_loss`, `val_acc`), one value an epoch."""
        return self.folder.history

    @property
    def metrics(self) -> dict[str, Any]:
        """The run's figures: parameters, accuracies, seconds, seed."""
        return self.folder.metrics

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of the classes, in the order of the probabilities."""
        return self.glass.info.class_names

    @functools.cached_property
    def model(self) -> keras.Model:
        """The trained Keras model, as `fit` left it; loads Keras. It takes scaled images."""
        return require("keras", extra="train").saving.load_model(self.folder.model_path)

    @functools.cached_property
    def glass(self) -> GlassModel:
        """The run's ONNX model; needs no Keras. It takes raw pixels."""
        return GlassModel(self.folder.glass_path)

    @property
    def picture_form(self) -> Literal["digit", "plain"]:
        """How pictures are prepared for it: as MNIST's digits were, or only resized."""
        return "digit" if self.config["data"]["name"] == "mnist" else "plain"

    def predict(self, images: np.ndarray) -> np.ndarray:
        """Return the probabilities of raw images.

        Args:
            images: pixels 0..255, (n, height, width, channels), (n, height, width) or one image.

        Returns:
            float32 (n, k), rows summing to 1.

        Raises:
            InputError: the images are of another shape, or no such pixels: scaled to 0..1, for instance.
        """
        return self.glass.predict(images)

    def glass_bytes(self) -> bytes:
        """Return the ONNX file."""
        return self.folder.glass_path.read_bytes()

    def load_data(self, data: str | Path | Dataset | None = None, *, resize: tuple[int, int] | None = None) -> Dataset:
        """Return the data that the run was trained on, or other data of the same shape and classes.

        Raises:
            InputError: the data cannot be had, or does not fit the network.
        """
        settings = self.config["settings"]
        size = settings["resize"] if resize is None else resize
        own: str = settings["data"]
        if data is None and own not in datasets.NAMED and not os.path.exists(own):  # noqa: PTH110 - any text
            raise InputError(
                f"the data that the run {self.name} was trained on must exist",
                found="nothing there",
                todo="bring it back, or give other data",
                file=own,
            )
        dataset = datasets.load(
            own if data is None else data, resize=None if size is None else (size[0], size[1]), seed=settings["seed"]
        )
        if data is None and settings["limit"] is not None:
            dataset = datasets.limited(dataset, settings["limit"])
        if data is None and self.config["data"]["sha256"] != datasets.fingerprint(dataset):
            raise InputError(
                f"the data that the run {self.name} was trained on must be as it was",
                found=f"{dataset.source} has changed",
                todo="bring it back, or give the data to measure on",
                file=self.path,
            )
        self.check_fits(dataset)
        return dataset

    def check_fits(self, dataset: Dataset) -> None:
        """Check that the network can be measured on `dataset`.

        Raises:
            InputError: shape or classes are others, or there are no test images.
        """
        info = self.glass.info
        shape, classes = tuple(info.shape), len(info.class_names)
        if dataset.shape != shape or dataset.classes != classes:
            only_size = dataset.shape[2] == shape[2] and dataset.classes == classes
            raise InputError(
                f"the data must fit the run {self.name}: images of {times(shape)} and {classes} classes",
                found=f"images of {times(dataset.shape)} and {dataset.classes} classes in {dataset.source}",
                todo=f"bring them to its size: resize={shape[:2]}, or --resize {shape[0]} {shape[1]}"
                if only_size
                else "give other data",
            )
        named = [names for names in (info.class_names, dataset.class_names) if not all(map(str.isdecimal, names))]
        if len(named) == 2 and named[0] != named[1]:  # noqa: PLR2004 - both; numbers stand for any names
            raise InputError(
                f"the data must have the classes of the run {self.name}: {', '.join(info.class_names)}",
                found=f"{', '.join(dataset.class_names)} in {dataset.source}",
                todo="name the classes as the run does, or give other data",
            )
        if not len(dataset.x_test):
            raise InputError("measuring needs test images", found=f"none in {dataset.source}", todo="give other data")

    def evaluate(self, data: str | Path | Dataset | None = None) -> Evaluation:
        """Measure the run on the test part of its own or of other data."""
        dataset = self.load_data(data)
        return evaluation.evaluate(self.glass, dataset.x_test, dataset.y_test)

    def report(
        self,
        dataset: Dataset | None = None,
        result: Evaluation | None = None,
        *,
        robustness: bool = True,
        language: str = "en",
    ) -> Path:
        """Draw the run's pictures and its report, and return the report's path.

        Args:
            dataset: the run's data, if it is loaded already.
            result: how the run did on it, if that was measured already.
            robustness: measure and draw it too (some seconds).
            language: "en" or "zh".
        """
        dataset = dataset or self.load_data()
        result = result or evaluation.evaluate(self.glass, dataset.x_test, dataset.y_test)
        curves: Sequence[RobustnessCurve] | None = None
        if robustness:
            curves = evaluation.robustness(self.glass, dataset.x_test, dataset.y_test)
        from convscope.evaluation import report

        return report.write_report(self.folder, dataset, evaluation=result, robustness=curves, language=language)
