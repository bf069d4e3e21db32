"""Evaluation: how good a network is, where it errs, how sure it may be, and what it withstands.

Nothing here needs Keras. Drawing (`evaluation.figures`) and the report (`evaluation.report`) need the extra `report`
and load it when they draw.
"""

from __future__ import annotations

from convscope.evaluation._calibration import BINS, Calibration, calibrate
from convscope.evaluation._compare import Comparison, ComparisonRow, Pair, RunFacts, compare
from convscope.evaluation._evaluate import evaluate, score
from convscope.evaluation._evaluation import ClassScore, Evaluation, Mistake
from convscope.evaluation._history import accuracy_name
from convscope.evaluation._mcnemar import mcnemar_exact
from convscope.evaluation._numerals import percent
from convscope.evaluation._overfitting import Gap, measure_gap
from convscope.evaluation._predictor import Predictor
from convscope.evaluation._reference import TUTORIAL_ACCURACY, reference_accuracy
from convscope.evaluation._robustness import robustness
from convscope.evaluation._robustness_curve import RobustnessCurve, RobustnessPoint
from convscope.evaluation._wilson import wilson_interval

__all__ = [
    "BINS",
    "TUTORIAL_ACCURACY",
    "Calibration",
    "ClassScore",
    "Comparison",
    "ComparisonRow",
    "Evaluation",
    "Gap",
    "Mistake",
    "Pair",
    "Predictor",
    "RobustnessCurve",
    "RobustnessPoint",
    "RunFacts",
    "accuracy_name",
    "calibrate",
    "compare",
    "evaluate",
    "mcnemar_exact",
    "measure_gap",
    "percent",
    "reference_accuracy",
    "robustness",
    "score",
    "wilson_interval",
]
