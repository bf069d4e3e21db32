"""Train a saved Keras model an epoch each time a line comes; print the seconds. `contest.py` starts it.

    python keras_worker.py MODEL.keras ARRAYS.npz BATCH_SIZE convscope|keras

Keras's backend is the environment variable KERAS_BACKEND; only "convscope" needs convscope to be installed.
"""

from __future__ import annotations

import sys

import keras
import numpy as np
from turns import take_turns


def main() -> None:
    model_file, arrays_file, batch_size, engine = sys.argv[1:5]
    arrays = np.load(arrays_file)
    x, y = arrays["x"], arrays["y"]
    model = keras.models.load_model(model_file)
    if engine == "convscope":
        from convscope.engine import fit
    else:
        fit = keras.Model.fit
    take_turns(lambda: fit(model, x, y, batch_size=int(batch_size), verbose=0))


if __name__ == "__main__":
    main()
