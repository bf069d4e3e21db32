"""Distortions: pictures moved, turned, stretched, thickened, dirtied and inverted."""

from __future__ import annotations

from convscope.evaluation.distortions._background import background
from convscope.evaluation.distortions._distortion import DISTORTIONS, Distortion
from convscope.evaluation.distortions._geometry import rotate, scale, shifts
from convscope.evaluation.distortions._grey import add_noise, invert
from convscope.evaluation.distortions._stroke import thicken

__all__ = ["DISTORTIONS", "Distortion", "add_noise", "background", "invert", "rotate", "scale", "shifts", "thicken"]
