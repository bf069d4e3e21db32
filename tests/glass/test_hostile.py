"""Files that are no glass models: one clear line, and nothing of theirs is run."""

from __future__ import annotations

import json
import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper

from convscope import glass
from convscope._errors import InputError
from convscope.glass import METADATA_KEY


def refused(source: Any) -> str:
    """Give the one line with which `source` is refused."""
    with pytest.raises(InputError) as caught:
        glass.GlassModel(source)
    line = str(caught.value)
    assert "\n" not in line
    assert line.count("; ") >= 2, line
    assert not line.startswith(": ")
    return line


class Bomb:
    def __reduce__(self):
        return (os.mkdir, ("bomb-went-off",))


FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "an empty file"),
    "text": (b"class,probability\n7,.99\n", "a text file"),
    "pickle": (pickle.dumps(Bomb()), "a pickle"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(20), "a picture"),
    "hdf5": (b"\x89HDF\r\n\x1a\n" + bytes(20), "an HDF5 file"),
    "lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS pointer"),
    "zeros": (bytes(1000), "no ONNX file"),
    "noise": (np.random.default_rng(0).bytes(5000), "no ONNX file"),
}


@pytest.mark.parametrize("name", FILES)
def test_files_of_other_kinds(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    data, words = FILES[name]
    path = tmp_path / "model.onnx"
    path.write_bytes(data)
    line = refused(path)
    assert line.startswith(f"{path}: ")
    assert words in line
    assert words in refused(data)
    assert not Path("bomb-went-off").exists()


def test_a_keras_file(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "model.keras", "w") as archive:
        archive.writestr("config.json", "{}")
    assert "a zip file" in refused(tmp_path / "model.keras")


def test_places_that_are_no_files(tmp_path: Path):
    assert "no such file" in refused(tmp_path / "nothing.onnx")
    assert f"{tmp_path / 'model.onnx'}: " in refused(tmp_path)
    os.mkfifo(tmp_path / "pipe.onnx")
    assert "no ordinary file" in refused(tmp_path / "pipe.onnx")
    assert "no ordinary file" in refused("/dev/zero")
    (tmp_path / "loop.onnx").symlink_to(tmp_path / "loop.onnx")
    refused(tmp_path / "loop.onnx")
    refused("x" * 5000)
    refused("nul\0byte")
    (tmp_path / "folder" / "model.onnx").mkdir(parents=True)
    assert "no ordinary file" in refused(tmp_path / "folder")


def test_a_file_that_may_not_be_read(grey: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "model.onnx"
    path.write_bytes(grey)

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")  # what a mode of 0 does for everybody but root

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "permission" in refused(path)


def test_every_truncation(grey: bytes):
    for length in [*range(0, len(grey), 97), len(grey) - 1]:
        refused(grey[:length])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_files_never_end_in_another_error(grey: bytes, data: st.DataObject):
    broken = bytearray(grey)
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(grey) - 1))] = data.draw(st.integers(0, 255))
    images = np.zeros((1, 6, 8, 1), np.uint8)
    try:
        model = glass.GlassModel(bytes(broken), threads=1)
        model.predict(images)
        model.activations(images)
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017  many damages do no harm, and then there is no error


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes):
    refused(data)


def changed(data: bytes, change: Callable[[Any], None]) -> bytes:
    model = onnx.load_from_string(data)
    change(model)
    return bytes(model.SerializeToString())


def external(model: Any) -> None:
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../../etc/passwd")


def external_in_attribute(model: Any) -> None:
    node = helper.make_node("Constant", [], ["c"], value=helper.make_tensor("v", TensorProto.FLOAT, [1], [1.0]))
    node.attribute[0].t.ClearField("float_data")
    node.attribute[0].t.data_location = TensorProto.EXTERNAL
    node.attribute[0].t.external_data.add(key="location", value="/etc/passwd")
    model.graph.node.insert(0, node)


def custom_operator(model: Any) -> None:
    model.graph.node[0].domain = "com.evil"
    model.opset_import.add(domain="com.evil", version=1)


def contrib_operator(model: Any) -> None:
    model.graph.node[0].domain = "com.microsoft"


def subgraph(model: Any) -> None:
    body = helper.make_graph([], "body", [], [])
    model.graph.node.append(helper.make_node("Loop", ["", ""], ["x"], body=body))


def function(model: Any) -> None:
    model.functions.append(
        helper.make_function("", "F", ["x"], ["y"], [helper.make_node("Relu", ["x"], ["y"])], model.opset_import)
    )


def flood(model: Any) -> None:
    """A tensor of a billion numbers, made of one."""
    model.graph.initializer.append(helper.make_tensor("size", TensorProto.INT64, [1], [1_000_000_000]))
    model.graph.node.insert(0, helper.make_node("ConstantOfShape", ["size"], ["flood"]))


def unknown_operator(model: Any) -> None:
    model.graph.node[0].op_type = "NoSuchOperator"


def other_input(model: Any) -> None:
    for node in model.graph.node:
        node.input[:] = ["pictures" if name == "images" else name for name in node.input]
    model.graph.input[0].name = "pictures"


def no_output(model: Any) -> None:
    del model.graph.output[-1]


def no_metadata(model: Any) -> None:
    del model.metadata_props[:]


def other_shape(model: Any) -> None:
    model.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 7


def integers(model: Any) -> None:
    model.graph.input[0].type.tensor_type.elem_type = TensorProto.INT64


def no_graph(model: Any) -> None:
    model.ClearField("graph")


CHANGES: dict[Callable[[Any], None], str] = {
    external: "in another file",
    external_in_attribute: "in another file",
    custom_operator: "'com.evil'",
    contrib_operator: "'com.microsoft'",
    subgraph: "a subgraph",
    function: "functions of its own",
    flood: "'ConstantOfShape', which no glass model needs",
    unknown_operator: "NoSuchOperator",
    other_input: "the inputs pictures",
    no_output: "no output 'probabilities'",
    no_metadata: "without convscope's metadata",
    other_shape: "",
    integers: "",
    no_graph: "0 graphs",
}


def test_a_network_whose_training_failed_is_said(grey: bytes):
    def spoil(model: Any) -> None:
        tensor = model.graph.initializer[0]
        tensor.raw_data = np.full(len(tensor.raw_data) // 4, np.nan, "<f4").tobytes()

    model = glass.GlassModel(changed(grey, spoil))
    with pytest.raises(InputError, match="must give probabilities; found NaN"):
        model.predict(np.zeros((1, *model.info.shape), np.uint8))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_onnx_files_that_are_no_glass_models(grey: bytes, change: Callable[[Any], None]):
    assert CHANGES[change] in refused(changed(grey, change))


def with_metadata(data: bytes, **values: Any) -> bytes:
    def change(model: Any) -> None:
        (prop,) = model.metadata_props
        assert prop.key == METADATA_KEY
        prop.value = json.dumps(json.loads(prop.value) | values)

    return changed(data, change)


def layer_with(data: bytes, index: int = 0, **values: Any) -> bytes:
    (prop,) = onnx.load_from_string(data).metadata_props
    layers = json.loads(prop.value)["layers"]
    layers[index] |= values
    return with_metadata(data, layers=layers)


METADATA: dict[str, tuple[dict[str, Any], str]] = {
    "contract": ({"contract": 99}, "contract 99"),
    "classes": ({"class_names": ["a", "b"]}, "probabilities of shape ['n', 3] instead of ['n', 2]"),
    "one class": ({"class_names": ["a"]}, "1 class names"),
    "classes of another type": ({"class_names": [1, 2, 3]}, "a word must stand"),
    "shape": ({"shape": [8, 6, 1]}, "images of shape ['n', 6, 8, 1] instead of ['n', 8, 6, 1]"),
    "flat shape": ({"shape": [48]}, "shape [48]"),
    "negative shape": ({"shape": [-6, 8, 1]}, "a list of sizes"),
    "scaling": ({"scaling": {"divisor": 0, "offset": 1}}, "scaling"),
    "scaling gone": ({"scaling": {}}, "divisor"),
    "layers": ({"layers": "all"}, ""),
    "figures": ({"figures": {"a": "b"}}, "could not convert"),
    "recipe": ({"recipe": 5}, "5 where a word"),
}


@pytest.mark.parametrize("name", METADATA)
def test_metadata_that_lies(grey: bytes, name: str):
    values, words = METADATA[name]
    assert words in refused(with_metadata(grey, **values))


LAYERS: dict[str, tuple[dict[str, Any], str]] = {
    "output": ({"output": "nowhere"}, "no output 'nowhere'"),
    "name": ({"name": "dense"}, "two layers of one name"),
    "size": ({"shape": [6, 8, 5]}, "for [6, 8, 5]"),
    "axes": ({"stored": {"split": [4, 6, 8], "axes": [0, 0, 1]}}, "axes [0, 0, 1]"),
    "weight": (
        {"weights": [{"name": "kernel", "tensor": "conv/kernel", "shape": [9], "stored": None}]},
        "another size",
    ),
    "no weight": ({"weights": [{"name": "kernel", "tensor": "gone", "shape": [9], "stored": None}]}, "no tensor"),
    "weight of integers": (
        {"weights": [{"name": "kernel", "tensor": "sizes/0x1x6x8", "shape": [4], "stored": None}]},
        "float32",
    ),
}


@pytest.mark.parametrize("name", LAYERS)
def test_layers_that_lie(grey: bytes, name: str):
    values, words = LAYERS[name]
    assert words in refused(layer_with(grey, **values))


def test_activations_of_another_shape_than_promised(grey: bytes, images: np.ndarray):
    model = glass.GlassModel(layer_with(grey, 3, shape=[4, 12], stored=None))
    with pytest.raises(InputError, match="flat of shape"):
        model.activations(images)


def test_no_json_at_all(grey: bytes):
    def change(model: Any) -> None:
        model.metadata_props[0].value = "{" * 100_000

    refused(changed(grey, change))
