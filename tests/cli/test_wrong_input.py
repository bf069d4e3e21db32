"""Every way in which data, a run's folder or a command can be wrong gives one clear line and exit code 2."""

from __future__ import annotations

import io
import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.tiny import tiny_arrays


def npz(**changes: object) -> bytes:
    stream = io.BytesIO()
    arrays = {name: array for name, array in {**tiny_arrays(), **changes}.items() if array is not None}
    np.savez(stream, **arrays)
    return stream.getvalue()


def idx(code: int, *sizes: int, data: bytes = b"") -> bytes:
    return bytes([0, 0, code, len(sizes)]) + b"".join(size.to_bytes(4, "big") for size in sizes) + data


ARRAYS = tiny_arrays()
FLOATS = ARRAYS["x_train"] / 255.0
NAN = np.where(FLOATS.mean() < FLOATS, np.nan, FLOATS)
FILES = {
    "empty": b"",
    "text": b"1,2,3\n" * 100,
    "pickle": pickle.dumps(ARRAYS),
    "truncated": npz()[:3000],
    "zip beginning": b"PK\x03\x04",
    "a pickled array": npz(y_train=np.array(list(ARRAYS["y_train"]), dtype=object)),
    "short labels": npz(y_train=ARRAYS["y_train"][:40]),
    "float labels": npz(y_train=ARRAYS["y_train"] + 0.5),
    "negative labels": npz(y_train=ARRAYS["y_train"] - 1),
    "text labels": npz(y_train=np.array(["a"] * 60)),
    "nan": npz(x_train=NAN),
    "one class": npz(y_train=ARRAYS["y_train"] * 0, y_test=ARRAYS["y_test"] * 0),
    "two sizes": npz(x_test=ARRAYS["x_test"][:, :6]),
    "no training images": npz(x_train=ARRAYS["x_train"][:0], y_train=ARRAYS["y_train"][:0]),
    "a name is missing": npz(x_train=None),
    "one dimension": npz(x_train=ARRAYS["x_train"].ravel()),
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
@pytest.mark.parametrize("verb", [("train", "--recipe", "mlp", "--quiet", "--data"), ("data", "info")])
def test_a_data_file(verb, content, cli, tmp_path):
    (tmp_path / "set.npz").write_bytes(content)
    answer = cli(*verb, "set.npz").said(2)
    assert answer.startswith("set.npz")
    assert "; " in answer  # the rule, and what was found or what to do
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    "source", ["", ".", "nothing", "nothing.npz", "/dev/zero", "/dev/null", "x" * 300, "x/" * 3000]
)
def test_data_that_is_none(source, cli):
    assert cli("train", "--quiet", "--data", source).said(2)


def test_idx_files(cli, tmp_path):
    folder = tmp_path / "idx"
    folder.mkdir()
    for name, content in {
        "train-images-idx3-ubyte": idx(8, 60_000, 200, 200, data=b"\0" * 100),  # promises 2.4 GB
        "train-labels-idx1-ubyte": idx(8, 60_000, data=b"\0" * 60_000),
        "t10k-images-idx3-ubyte": idx(8, 2, 4, 4, data=b"\0" * 32),
        "t10k-labels-idx1-ubyte": idx(8, 2, data=b"\0\1"),
    }.items():
        (folder / name).write_bytes(content)
    answer = cli("data", "info", "idx").said(2)
    assert "train-images-idx3-ubyte" in answer


def test_pictures_of_two_sizes(cli, tmp_path):
    for name, size in (("a/1", 8), ("a/2", 8), ("b/1", 8), ("b/2", 9)):
        file = tmp_path / "set" / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (size, 8)).save(file)
    answer = cli("train", "--quiet", "--data", "set").said(2)
    assert "b/2.png" in answer
    assert "--resize" in answer


RUNS = {
    "config.json": [
        b"",
        b"{",
        b"[]",
        b"3",
        b"\xff\xfe",
        b'{"format": 1}',
        b"[" * 100_000,
        b'{"a": 1' + b"0" * 5000 + b"}",
    ],
    "metrics.json": [b"", b"{", b"[]", b"NaN", b'{"parameters": "x"}', b'{"parameters": NaN}', b'{"epochs": 1e999}'],
    "history.csv": [
        b"",
        b"a,b\n",
        b"epoch,loss\n1\n",
        b"epoch,loss\n1,x\n",
        b"\xff",
        b'"' * 10**6,
    ],
}


@pytest.mark.parametrize(("name", "content"), [(name, content) for name, all_ in RUNS.items() for content in all_])
def test_a_damaged_run(name, content, cli, tiny_run):
    (tiny_run / name).write_bytes(content)
    if name == "config.json":
        assert str(tiny_run) in cli("evaluate", tiny_run).said(2)
        assert "holds other files" in cli("train", "--quiet", "--recipe", "mlp", "--out", tiny_run, "--overwrite").said(
            2
        )
    else:
        assert str(tiny_run / name) in cli("runs", tiny_run.parent).said(2)


@pytest.mark.parametrize(
    ("part", "value"),
    [("settings", "[]"), ("data", "3"), ("versions", "null"), ("recipe", "null"), ("format", "2"), ("settings", "{}")],
)
def test_a_config_with_a_broken_part(part, value, cli, tiny_run):
    config = json.loads((tiny_run / "config.json").read_text())
    (tiny_run / "config.json").write_text(json.dumps({**config, part: json.loads(value)}))
    for verb in ("evaluate", "report"):
        assert str(tiny_run) in cli(verb, tiny_run).said(2)
    assert str(tiny_run) in cli("train", "--quiet", "--resume", tiny_run, "--epochs", "9").said(2)


@pytest.mark.parametrize("content", [b"", b"x" * 500, None])
def test_a_damaged_glass_model(content, cli, tiny_run):
    file = tiny_run / "model.onnx"
    file.unlink() if content is None else file.write_bytes(content)
    assert str(tiny_run) in cli("evaluate", tiny_run).said(2)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"x" * 100, "cut"])
def test_a_damaged_checkpoint(content, cli, tiny_run):
    file = tiny_run / "checkpoint" / "state.npz"
    file.write_bytes(file.read_bytes()[:2000] if content == "cut" else content)
    (tiny_run / "metrics.json").unlink()
    answer = cli("train", "--quiet", "--resume", tiny_run, "--epochs", "3").said(2)
    assert str(file) in answer
    assert "the checkpoint must be whole" in answer


def test_another_networks_checkpoint(cli, tiny_run):
    file = tiny_run / "checkpoint" / "state.npz"
    with np.load(file) as saved:
        arrays = {name: saved[name] for name in saved.files}
    name = next(name for name, array in arrays.items() if array.ndim == 2)
    for changed in (
        {**arrays, name: arrays[name][:-1]},
        {**arrays, name: arrays[name].astype(np.float64)},
        {"meta": arrays["meta"]},
    ):
        np.savez(file, **changed)
        assert str(file) in cli("train", "--quiet", "--resume", tiny_run, "--epochs", "3").said(2)


def test_data_that_changed_since(cli, tmp_path, tiny_npz):
    train = ("train", "--recipe", "mlp", "--data", "tiny.npz", "--epochs", "1", "--no-report", "--out", "run")
    assert cli(*train).code == 0
    np.savez(tiny_npz, **tiny_arrays(seed=1))
    answer = cli("train", "--quiet", "--resume", "run", "--epochs", "2").said(2)
    assert "a run goes on with the data it began with; found" in answer
    assert "tiny.npz has changed" in answer


def test_resume_needs_something_to_do(cli, tiny_run):
    assert "a finished run goes on only with more epochs; found 2 epochs of 2" in cli(
        "train", "-q", "--resume", tiny_run
    ).said(2)
    assert "--epochs counts from the run's beginning; found 1, where 2 are done" in cli(
        "train", "-q", "--resume", tiny_run, "--epochs", "1"
    ).said(2)
    assert "--resume takes everything but --epochs from the run; found --seed" in cli(
        "train", "--resume", tiny_run, "--seed", "3"
    ).said(2)
    assert "found --print-config" in cli("train", "--resume", tiny_run, "--epochs", "9", "--print-config").said(2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("trian",), "No such command 'trian'. Did you mean 'train'?"),
        (("train", "--epoch", "3"), "--epochs"),
        (("trian",), "; convscope --help shows what there is"),
        (("read",), "; convscope read --help shows what there is"),
        (("data", "info"), "; convscope data info --help shows what there is"),
        (("train", "--epochs", "three"), "--epochs must be a whole number; found 'three'; convscope train --help "),
        (("train", "--epochs", "2.5"), "--epochs must be a whole number; found '2.5'; "),
        (("train", "--lr", ""), "--learning-rate must be a number; found ''; "),
        (("train", "--resize", "28", "x"), "--resize must be a whole number; found 'x'; "),
        (("read", "a.png", "--min-confidence", "x"), "--min-confidence must be a number; found 'x'; convscope read "),
        (("train", "--epochs"), "'--epochs' requires an argument; convscope train --help shows what there is"),
        (("train", "--resize", "28"), "--resize"),
        (
            ("train", "-q", "--optimizer", "adamm"),
            "the optimizer must be one of Keras's; found 'adamm'; did you mean adam?",
        ),
        (("train", "--print-config", "--optimizer", "adamm"), "the optimizer must be one of Keras's; found 'adamm'"),
        (("train", "-q", "--optimizer", "lossscaleoptimizer"), "found 'lossscaleoptimizer'; choose one of adadelta"),
        (("train", "surplus"), "surplus"),
        (("evaluate",), "RUN"),
        (("evaluate", "nothing"), "nothing: a run is a folder that convscope train made; found nothing of that name"),
        (("evaluate", "file"), "file: a run is a folder that convscope train made; found a file"),
        (("evaluate", "folder"), "without a config.json"),
        (("evaluate", "x" * 5000), "found nothing of that name"),
        (("evaluate", "new\nline"), r"new\nline: a run is"),
        (("evaluate", "\x1b[31mred"), r"\x1b[31mred: a run is"),
        (("evaluate", "\udcff"), r"\udcff: a run is"),
        (("runs", "nothing"), "runs are listed from a folder"),
        (("runs", "file"), "runs are listed from a folder"),
        (("compare", "nothing", "nothing"), "nothing: a run is"),
        (("predict", "nothing", "picture.png"), "nothing: a run is"),
        (("predict", "nothing", "picture.png", "--json", "--csv"), "the answer has one form; found --json and --csv"),
        (("report", "folder"), "without a config.json"),
        (("summary", "tutrial"), "did you mean tutorial?"),
        (("summary", "nothing.keras"), "nothing.keras: a saved network must be a file"),
        (("summary", ""), "RECIPE|RUN|FILE must not be empty; found ''; convscope summary --help"),
        (("evaluate", ""), "RUN must not be empty; found ''; convscope evaluate --help"),
        (("report", ""), "RUN must not be empty; found ''"),
        (("compare", "a", ""), "must not be empty; found ''"),
        (("export", "", "--out", "x.onnx"), "RUN|FILE must not be empty; found ''"),
        (("predict", "", "picture.png"), "RUN must not be empty; found ''"),
        (("read", "picture.png", "--model", ""), "--model must not be empty; found ''; convscope read --help"),
        (("diagnose", "picture.png", "--model", ""), "--model must not be empty; found ''"),
        (("serve", "--model", ""), "--model must not be empty; found ''"),
        (("train", "--model", ""), "--model takes a Python file or a .keras file; found the suffix ''"),
        (("train", "--resume", ""), "--resume must not be empty; found ''"),
        (("train", "--out", ""), "--out must not be empty; found ''"),
        (("runs", ""), "[DIR] must not be empty; found ''"),
        (("export", "nothing", "--out", "x.onnx"), "nothing: a run is"),
        (("export", "nothing.keras", "--out", "x.onnx"), "no --scaling"),
        (("export", "nothing.keras", "--out", "x.onnx", "--scaling", "units"), "did you mean unit?"),
        (("export", "x", "--out", "file"), "file: nothing that exists is overwritten"),
        (("train", "-q", "--recipe", "mlp", "--out", "file"), "file: a run's folder must be a folder; found a file"),
        (("train", "-q", "--recipe", "mlp", "--out", "full"), "full: a run's folder must be new, empty, or a run"),
        (("train", "-q", "--recipe", "mlp", "--out", "full", "--overwrite"), "found a folder that holds other files"),
        (("train", "-q", "--recipe", "mlp", "--limit", "1"), "validation_split must leave images on both sides"),
    ],
)
def test_a_command(arguments, said, cli, tmp_path):
    for folder in ("folder", "full"):
        (tmp_path / folder).mkdir()
    for file in ("file", "full/notes.txt"):
        (tmp_path / file).write_text("mine")
    assert said in cli(*arguments).said(2)
    assert (tmp_path / "full" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("out", ["file/run", "x" * 300])
def test_a_folder_that_cannot_be(out, cli, tmp_path):
    (tmp_path / "file").write_text("mine")
    assert cli("train", "-q", "--recipe", "mlp", "--limit", "20", "--out", out).said(2)


def test_compare_needs_two(cli, tiny_run):
    assert "a comparison needs at least two runs; found 1" in cli("compare", tiny_run).said(2)
    assert "a comparison needs different runs" in cli("compare", tiny_run, Path(tiny_run)).said(2)
