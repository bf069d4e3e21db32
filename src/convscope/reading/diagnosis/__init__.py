"""Why a network misreads one's own handwriting: what it says when a step of the preparation is left out."""

from __future__ import annotations

from convscope.reading.diagnosis._diagnose import Diagnosis, WithoutStep, diagnose
from convscope.reading.diagnosis._draw import draw_diagnosis

__all__ = ["Diagnosis", "WithoutStep", "diagnose", "draw_diagnosis"]
