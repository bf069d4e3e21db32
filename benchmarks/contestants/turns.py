"""A contestant's turns: an epoch each time a line comes on standard input; its cost, as JSON, on standard output.

Only the standard library: the workers run in environments without convscope.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path


def take_turns(train: Callable[[], object]) -> None:
    """Train an epoch for each line, until there are no more."""
    for _ in sys.stdin:
        start, processor = time.perf_counter(), time.process_time()
        train()
        spent = {"seconds": time.perf_counter() - start, "processor": time.process_time() - processor}
        print(json.dumps({**spent, "megabytes": peak_memory()}), flush=True)


def peak_memory() -> float:
    """Return this process's peak of resident memory in MB; ru_maxrss would hold its parent's at the start too."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
