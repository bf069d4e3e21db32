"""Train the tutorial's network on part of MNIST, with a Keras callback, and look at what came out.

python examples/train_in_python.py
"""

from __future__ import annotations

import keras

import convscope


def main() -> None:
    patience = keras.callbacks.EarlyStopping(monitor="val_loss", patience=3)
    run = convscope.train("tutorial", limit=6000, epochs=10, callbacks=[patience])

    for epoch, (loss, val_loss) in enumerate(zip(run.history["loss"], run.history["val_loss"], strict=True), start=1):
        print(f"epoch {epoch}: loss {loss:.4f}, val_loss {val_loss:.4f}")
    low, high = run.metrics["test_accuracy_interval"]
    print(f"test accuracy {run.metrics['test_accuracy']:.2%}, 95 % interval {low:.2%} to {high:.2%}")
    print(f"saved in {run.path}")


if __name__ == "__main__":
    main()
