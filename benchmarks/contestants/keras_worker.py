"""Train a saved Keras model an epoch each time a line comes; print the seconds. `contest.py` starts it.

    python keras_worker.py MODEL.keras ARRAYS.npz BATCH_SIZE convscope|keras

Keras's backend is the environment variable KERAS_BACKEND; only "convscope" needs convscope to be installed.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import keras
import numpy as np


def peak_memory() -> float:
    """Return this process's peak of resident memory in MB; ru_maxrss would hold its parent's at the start too."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    model_file, arrays_file, batch_size, engine = sys.argv[1:5]
    arrays = np.load(arrays_file)
    x, y = arrays["x"], arrays["y"]
    model = keras.models.load_model(model_file)
    if engine == "convscope":
        from convscope.engine import fit
    else:
        fit = keras.Model.fit
    for _ in sys.stdin:
        start, processor = time.perf_counter(), time.process_time()
        fit(model, x, y, batch_size=int(batch_size), verbose=0)
        spent = {"seconds": time.perf_counter() - start, "processor": time.process_time() - processor}
        print(json.dumps({**spent, "megabytes": peak_memory()}), flush=True)


if __name__ == "__main__":
    main()
