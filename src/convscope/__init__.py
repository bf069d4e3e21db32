"""convscope: the CNN tutorial as software to run, see and use."""

from __future__ import annotations

__version__ = "0.1.0"
