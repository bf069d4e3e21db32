"""How strong the ink is, as a grey picture."""

from __future__ import annotations

import numpy as np

from convscope.reading._arrays import Grey


def visible(strength: np.ndarray) -> Grey:
    """Make strengths visible: the deepest ink white."""
    most = max(float(strength.max()), 1e-6)
    return np.asarray(np.rint(strength * (255 / most)).astype(np.uint8))
