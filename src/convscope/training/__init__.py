"""Training: a recipe and a dataset make a run, with a checkpoint after every epoch."""

from convscope.training._finish import Finished
from convscope.training._guards import TrainingInterrupted
from convscope.training._settings import Settings, make_settings, read_config, settings_from_dict
from convscope.training._train import Sitting, resume, train

__all__ = [
    "Finished",
    "Settings",
    "Sitting",
    "TrainingInterrupted",
    "make_settings",
    "read_config",
    "resume",
    "settings_from_dict",
    "train",
]
