"""Networks of the user's own: a Python file with a function, or a file that Keras saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.tiny import TINY_NETWORK, tiny_arrays

HEAD = "import keras\nfrom keras import layers as L\n"
TRAIN = ("--limit", "60", "--epochs", "1", "--no-report", "--out", "run", "--data", "tiny.npz")


def network(*, last: str = "L.Dense(classes, activation='softmax')", compiled: str = "") -> str:
    """Return the text of a file with a small network for images of 8 x 8."""
    body = f"    model = keras.Sequential([keras.Input(input_shape), L.Flatten(), {last}])\n"
    return f"{HEAD}def build_model(input_shape, classes):\n{body}    {compiled}\n    return model\n"


@pytest.fixture
def net(tmp_path: Path, tiny_npz: Path) -> Path:
    return tmp_path / "net.py"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "found no function; call the one that returns the compiled model build_model"),
        ("x = 1\n\nx.y\n", "the file must run; found AttributeError in line 3"),
        ("def f(:\n", "the file must run; found SyntaxError in line 1"),
        ("import nothing_of_that_name\n", "found ModuleNotFoundError in line 1"),
        ("raise SystemExit(3)\n", "found SystemExit in line 1"),
        ("def a(): pass\ndef b(): pass\n", "found a, b"),
        ("def build_model(depth): pass\n", "found the parameter depth; give it a default"),
        ("def build_model():\n    return 3\n", "the file must give a Keras model; found a int"),
        ("def build_model():\n    x = 1\n    return x / 0\n", "found ZeroDivisionError in line 3: division by zero"),
        (HEAD + "def f(): return keras.Sequential([keras.Input((9, 9, 1)), L.Flatten(), L.Dense(3)])", "8 x 8 x 1"),
        (HEAD + "def f(): return keras.Sequential([keras.Input((64,)), L.Dense(3)])", "images of 8 x 8 x 1"),
        (network(last="L.Dense(4)"), "the network's last layer must have 3 units, one a class; found an output of"),
        (network(last="L.Dense(1, activation='sigmoid')"), "must have 3 units"),
        (network(last="L.Reshape((8, 8))"), "must have 3 units"),
        (network(compiled="model.compile(loss=lambda y, p: p.nothing, optimizer='adam')"), "must fit the data"),
        (network(last="L.Lambda(lambda x: x), L.Dense(3)"), "Lambda"),
    ],
)
def test_what_is_wrong_with_a_file(text, said, cli, net):
    net.write_text(text)
    answer = cli("train", "--model", "net.py", "--quiet", *TRAIN).said(2)
    assert said in answer
    assert not (net.parent / "run").exists()
    assert not (net.parent / "__pycache__").exists()


@pytest.mark.parametrize("name", ["nothing.py", "nothing.keras", "net.h5", "", "/dev/null", "."])
def test_a_file_that_is_none(name, cli, tiny_npz):
    answer = cli("train", "--model", name, "--quiet", *TRAIN).said(2)
    assert "--model takes a Python file or a .keras file" in answer


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x80\x04.", b"x" * 1000])
def test_a_keras_file_that_is_damaged(content, cli, tmp_path, tiny_npz):
    (tmp_path / "net.keras").write_bytes(content)
    answer = cli("train", "--model", "net.keras", "--quiet", *TRAIN).said(2)
    assert "the file must be a model saved by Keras 3" in answer


def test_code_in_a_keras_file_does_not_run(cli, tmp_path, tiny_npz):
    import keras

    model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Lambda(lambda x: x), keras.layers.Flatten()])
    model.save(tmp_path / "net.keras")
    assert "the file must be a model saved by Keras 3" in cli("train", "--model", "net.keras", "-q", *TRAIN).said(2)


COMPILED = "model.compile(loss={loss}, optimizer={optimizer}, metrics=['acc'])"


@pytest.mark.parametrize(
    "text",
    [
        network(),
        network(compiled=COMPILED.format(loss="'sparse_categorical_crossentropy'", optimizer="'sgd'")),
        network(
            last="L.Dense(classes)",
            compiled=COMPILED.format(loss="keras.losses.CategoricalCrossentropy(from_logits=True)", optimizer="'adam'"),
        ),
        network(
            last="L.Dense(classes)",
            compiled=COMPILED.format(
                loss="keras.losses.SparseCategoricalCrossentropy(from_logits=True)", optimizer="'adam'"
            ),
        ),
        network()
        .replace("build_model(input_shape, classes)", "my_network(shape, num_classes, depth=3)")
        .replace("input_shape)", "shape)")
        .replace("Dense(classes", "Dense(num_classes"),
        network().replace("keras.Input(input_shape)", "L.Rescaling(1 / 255)"),
    ],
    ids=["uncompiled", "sparse", "logits", "sparse logits", "other names", "unbuilt, scales itself"],
)
def test_networks_that_train(text, cli, net):
    net.write_text(text)
    faster = () if "compile" in text else ("--learning-rate", "0.02")
    done = cli("train", "--model", "net.py", "--json", *TRAIN, "--epochs", "12", "--batch-size", "4", *faster)
    assert done.code == 0, done
    assert done.json["test_accuracy"] > 0.5  # three classes, far apart
    assert (net.parent / "run" / "model.onnx").exists()


def test_one_sigmoid_unit_for_two_classes(cli, net):
    np.savez(net.parent / "two.npz", **tiny_arrays(classes=2))
    net.write_text(
        network(
            last="L.Dense(1, activation='sigmoid')",
            compiled=COMPILED.format(loss="'binary_crossentropy'", optimizer="keras.optimizers.Adam(0.02)"),
        )
    )
    done = cli(
        "train", "--model", "net.py", *TRAIN, "--data", "two.npz", "--json", "--epochs", "12", "--batch-size", "4"
    )
    assert done.code == 0, done
    assert done.json["test_accuracy"] > 0.7


def test_a_keras_file_trains(cli, tmp_path, tiny_npz):
    import keras

    model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(3, "softmax")])
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["acc"])
    model.save(tmp_path / "net.keras")
    done = cli("train", "--model", "net.keras", *TRAIN, "--json")
    assert done.code == 0, done
    assert (tmp_path / "run" / "network.keras").read_bytes() == (tmp_path / "net.keras").read_bytes()


def test_a_learning_rate_leaves_the_networks_own_optimizer(cli, net):
    net.write_text(network(compiled=COMPILED.format(loss="'mse'", optimizer="keras.optimizers.SGD(0.5, momentum=0.5)")))
    assert cli("train", "--model", "net.py", *TRAIN, "--learning-rate", "0.125").code == 0
    import keras

    optimizer = keras.saving.load_model(net.parent / "run" / "model.keras").optimizer
    assert type(optimizer) is keras.optimizers.SGD
    assert (optimizer.momentum, float(optimizer.learning_rate)) == (0.5, 0.125)


def test_what_the_file_prints_is_no_result(cli, net):
    net.write_text(f"print('first')\n{TINY_NETWORK}\nprint('second')\n".replace("MaxPooling2D(4), ", ""))
    done = cli("train", "--model", "net.py", *TRAIN, "--json")
    assert done.json["recipe"] == "net"
    assert done.err.startswith("first\nsecond\n")
    assert sorted(file.name for file in (net.parent / "run").iterdir()) == [
        *("checkpoint", "config.json", "history.csv", "metrics.json", "model.keras", "model.onnx", "network.py"),
        "summary.txt",
    ]


def test_a_dropout_that_changes_nothing_is_said(cli, net):
    net.write_text(network())
    assert (
        "dropout changes nothing: a network of your own"
        in cli("train", "--model", "net.py", *TRAIN, "--dropout", "0.5").err
    )
    assert (
        "dropout changes nothing: recipe mlp"
        in cli("train", "--recipe", "mlp", *TRAIN, "--out", "run2", "--dropout", "0.5").err
    )


@pytest.mark.parametrize("flag", ["--optimizer", "--loss", "--scaling"])
def test_a_name_that_keras_does_not_know(flag, cli, tiny_npz):
    answer = cli("train", "--recipe", "mlp", *TRAIN, "--quiet", flag, "adamm").said(2)
    assert "found 'adamm'" in answer
    assert "choose one of" in answer or "did you mean" in answer


def test_images_that_are_too_small_for_the_recipe(cli, tmp_path):
    np.savez(tmp_path / "small.npz", **tiny_arrays(side=2))
    answer = cli("train", *TRAIN, "--data", "small.npz", "--quiet").said(2)
    assert "recipe tutorial must fit the images; found images of 2 x 2 x 1" in answer


def test_a_loss_that_becomes_no_number_ends_the_training(cli, tmp_path, tiny_npz):
    answer = cli("train", "--recipe", "mlp", *TRAIN, "-q", "--optimizer", "sgd", "--learning-rate", "1e38").said(1)
    assert "loss must stay a number; found" in answer
    assert not (tmp_path / "run").exists()
