"""The engine: `fit` trains a Keras model with one compiled program an epoch, its layers lowered to fast forms.

See README.md in this folder for the one hard idea.
"""

from __future__ import annotations

from convscope._optional import choose_backend

choose_backend()

from convscope.engine._explain import LayerForm, explain  # noqa: E402  Keras must find its backend chosen
from convscope.engine._fit import fit  # noqa: E402
from convscope.engine._kept import keep_compiled  # noqa: E402

__all__ = ["LayerForm", "explain", "fit", "keep_compiled"]
