"""What all tests share: array annotations are checked at run time, the cache and the backend are the tests' own."""

from __future__ import annotations

import os

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("MPLBACKEND", "Agg")

from jaxtyping import install_import_hook

install_import_hook("convscope", "beartype.beartype")
