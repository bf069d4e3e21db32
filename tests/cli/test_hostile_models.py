"""`--model` given what is no network of digits: one line, before anything of it runs."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from convscope import pretrained


def glass() -> onnx.ModelProto:
    return onnx.load(pretrained.path())


def other_inputs() -> bytes:
    model = glass()
    model.graph.input.append(helper.make_tensor_value_info("more", TensorProto.FLOAT, ["n", 3]))
    return bytes(model.SerializeToString())


def external_data() -> bytes:
    model = glass()
    tensor = next(tensor for tensor in model.graph.initializer if tensor.raw_data or tensor.float_data)
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../../etc/passwd")
    tensor.ClearField("raw_data")
    tensor.ClearField("float_data")
    return bytes(model.SerializeToString())


def custom_operator() -> bytes:
    model = glass()
    model.graph.node.insert(0, helper.make_node("Evil", ["images"], ["x"], domain="com.example"))
    model.opset_import.append(helper.make_opsetid("com.example", 1))
    return bytes(model.SerializeToString())


def endless_loop() -> bytes:
    model = glass()
    body = helper.make_graph([], "body", [], [])
    model.graph.node.insert(0, helper.make_node("Loop", ["", ""], ["y"], body=body))
    return bytes(model.SerializeToString())


def no_metadata() -> bytes:
    model = glass()
    del model.metadata_props[:]
    return bytes(model.SerializeToString())


def any_onnx() -> bytes:
    weights = numpy_helper.from_array(np.ones((3, 2), np.float32), "w")
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        "other",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 2])],
        [weights],
    )
    return bytes(helper.make_model(graph).SerializeToString())


class Dangerous:
    """Unpickling it would write a file."""

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.write_text, (Path("unpickled"), "!")


MODELS = {
    "a text file": b"epochs: 10\n" * 20,
    "a pickle": pickle.dumps(Dangerous()),
    "an empty file": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "other inputs": other_inputs(),
    "external data": external_data(),
    "a custom operator": custom_operator(),
    "a loop": endless_loop(),
    "no metadata": no_metadata(),
    "any ONNX file": any_onnx(),
    "half a file": pretrained.path().read_bytes()[:50_000],
    "zeros": bytes(100_000),
}


@pytest.mark.parametrize("content", MODELS.values(), ids=MODELS)
@pytest.mark.parametrize("verb", ["read", "diagnose"])
def test_refused(verb, content, cli, tmp_path):
    Image.new("L", (30, 30), 255).save(tmp_path / "picture.png")
    (tmp_path / "model.onnx").write_bytes(content)
    said = cli(verb, "picture.png", "--model", "model.onnx").said(2)
    assert said.startswith("model.onnx: ")
    assert said.count("; ") >= 2
    assert not (tmp_path / "unpickled").exists()


@pytest.mark.parametrize("model", ["", "nothing", ".", "/dev/zero", "x" * 5000])
def test_no_model_at_all(model, cli, tmp_path):
    Image.new("L", (30, 30), 255).save(tmp_path / "picture.png")
    assert cli("read", "picture.png", "--model", model).said(2)


def test_the_judge_is_no_reader(cli, tmp_path):
    Image.new("L", (30, 30), 255).save(tmp_path / "picture.png")
    assert "classes 0 to 9" in cli("read", "picture.png", "--model", pretrained.path("judge")).said(2)
