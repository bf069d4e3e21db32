"""What ends a training early."""

from __future__ import annotations

import os
import signal

import pytest

from convscope.training._guards import Interruption


def test_ctrl_c_is_remembered_where_its_exception_is_dropped():
    interruption = Interruption()
    interruption.on_epoch_end(0)
    before = signal.getsignal(signal.SIGINT)
    with interruption.remembered():
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            interruption.on_epoch_end(1)
    assert signal.getsignal(signal.SIGINT) is before
