"""Figures for Prometheus, of all worker processes together."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
    multiprocess,
)

if TYPE_CHECKING:
    from convscope.reading import Reading

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""In the folder that this variable names, processes share their figures; it must be set before the first import."""

CONTENT_TYPE = CONTENT_TYPE_LATEST
_METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


disable_created_metrics()  # type: ignore[no-untyped-call]  # when a series began is of use to nobody here


class Metrics:
    """One process's figures, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        if SHARED_FOLDER not in os.environ:
            ProcessCollector(registry=registry)
        self._requests = Counter(
            "convscope_requests", "Requests answered.", ("method", "route", "status"), registry=registry
        )
        self._seconds = Histogram(
            "convscope_request_seconds",
            "From a request's head to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._seconds.labels("other")  # opens its file, now that there is the folder for it
        self._waiting = _gauge("convscope_waiting", "Requests that wait for a thread.", registry)
        self._working = _gauge("convscope_working", "Requests being worked on.", registry)
        self._pictures = Counter("convscope_pictures_read", "Pictures read.", registry=registry)
        self._digits = Counter("convscope_digits_read", "Digits read on them.", registry=registry)
        self._refused = Counter("convscope_ink_refused", "Ink on them that was no digit.", registry=registry)
        self._predicted = Counter("convscope_images_predicted", "Images given to the network.", registry=registry)

    def show_queue(self, work: str, waiting: int, working: int) -> None:
        """Set how many requests wait, and are worked on, for "pages", "pictures" or "numbers"."""
        self._waiting.labels(work).set(waiting)
        self._working.labels(work).set(working)

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer. `route` is a template: there are few of them, whatever clients ask for."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_reading(self, reading: Reading) -> None:
        """Count a picture read."""
        self._pictures.inc()
        self._digits.inc(len(reading.digits))
        self._refused.inc(len(reading.refused))

    def count_predicted(self, images: int) -> None:
        """Count images given to the network."""
        self._predicted.inc(images)

    def text(self) -> bytes:
        """Return all figures in Prometheus's text form; of several processes their sums."""
        if SHARED_FOLDER not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)


def _gauge(name: str, words: str, registry: CollectorRegistry) -> Gauge:
    return Gauge(name, words, ("work",), multiprocess_mode="livesum", registry=registry)


def forget_all() -> None:
    """Remove the folder that the processes share; what they count from now on nobody sees."""
    shutil.rmtree(os.environ[SHARED_FOLDER], ignore_errors=True)


def forget_process(pid: int) -> None:
    """Take a dead process's requests out of what is waiting and being worked on; its counts stay."""
    multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
