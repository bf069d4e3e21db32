"""Read what every layer makes of an image out of a run's model.onnx, with ONNX Runtime and NumPy alone.

python examples/read_activations.py RUN
"""

from __future__ import annotations

import json
import sys

import numpy as np
import onnxruntime


def main(folder: str) -> None:
    session = onnxruntime.InferenceSession(f"{folder}/model.onnx", providers=["CPUExecutionProvider"])
    about = json.loads(session.get_modelmeta().custom_metadata_map["convscope"])

    height, width, channels = about["shape"]
    image = np.zeros((1, height, width, channels), np.float32)  # raw grey values 0..255
    image[:, height // 5 : -height // 5, width // 2 - 1 : width // 2 + 2] = 255  # an upright stroke

    layers = about["layers"]
    names = [layer["output"] for layer in layers]
    probabilities, *values = session.run(["probabilities", *names], {"images": image})

    for layer, value in zip(layers, values, strict=True):
        activations = as_keras(value, layer)
        print(f"{layer['name']:<20} {layer['kind']:<14} {activations.shape}  largest {activations.max():.3f}")
    best = int(probabilities[0].argmax())
    print(f"an upright stroke is a {about['class_names'][best]} ({probabilities[0, best]:.2%})")


def as_keras(value: np.ndarray, layer: dict) -> np.ndarray:
    """Bring one layer's values into Keras's order: (height, width, channels), or (units,)."""
    stored = layer["stored"]  # ONNX keeps the channels first
    if stored is not None:
        value = value.reshape(stored["split"]).transpose(stored["axes"])
    return value.reshape(layer["shape"])


if __name__ == "__main__":
    main(sys.argv[1])
