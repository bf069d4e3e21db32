"""Why a network misreads one's own handwriting: what it says when a step of the preparation is left out."""

from __future__ import annotations

from convscope.reading.diagnosis._diagnose import diagnose
from convscope.reading.diagnosis._diagnosis import Diagnosis, DigitDiagnosis, StepWorth, WithoutStep

__all__ = ["Diagnosis", "DigitDiagnosis", "StepWorth", "WithoutStep", "diagnose"]
