"""Every verb on a small run."""

from __future__ import annotations

import json
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image
from tests.commands import command

import convscope


def test_evaluate(cli, finished_run):
    done = cli("evaluate", finished_run, "--json")
    assert done.json["accuracy"] == convscope.Run(finished_run).metrics["test_accuracy"]
    shown = cli("evaluate", finished_run)
    assert shown.out.splitlines()[0] == "tiny-1 on mnist, 200 test images"
    assert f"accuracy           {100 * done.json['accuracy']:.2f} %" in shown.out
    assert shown.err == ""


def test_evaluate_shows_which_class_is_taken_for_which_and_the_surest_mistakes(cli, finished_run):
    done, shown = cli("evaluate", finished_run, "--json").json, cli("evaluate", finished_run).out
    rows = [line.split() for line in shown.splitlines()]
    for name, counts in zip(done["class_names"], done["confusion"], strict=True):
        assert [name, *(str(count) if count else "." for count in counts)] in rows
    for mistake in done["mistakes"][:10]:
        names = [done["class_names"][mistake[which]] for which in ("true", "predicted")]
        assert [str(mistake["index"]), *names, f"{100 * mistake['probability']:.2f}", "%"] in rows
    assert f"the surest mistakes, 10 of {len(done['mistakes'])}; --json has all" in shown


def test_evaluate_on_data_of_another_shape(cli, finished_run, tiny_npz, tmp_path):
    answer = cli("evaluate", finished_run, "--data", tiny_npz).said(2)
    assert answer.startswith(
        "the data must fit the run tiny-1: images of 28 x 28 x 1 and 10 classes; found images of 8"
    )
    assert answer.endswith("give other data")  # another size would not mend it
    generator = np.random.default_rng(0)
    x, y = generator.integers(0, 256, (20, 8, 8), np.uint8), np.arange(20) % 10
    np.savez(tmp_path / "ten.npz", x_train=x, y_train=y, x_test=x, y_test=y)
    assert cli("evaluate", finished_run, "--data", "ten.npz").said(2).endswith("--resize 28 28")
    assert cli("evaluate", finished_run, "--data", "ten.npz", "--resize", "28", "28").code == 0


def test_evaluate_on_data_of_other_classes(cli, tiny_network, tmp_path):
    for folder, names in {"pets": ("cat", "dog"), "fruit": ("apple", "pear")}.items():
        for name in names:
            (tmp_path / folder / name).mkdir(parents=True)
            for number in range(10):
                Image.new("L", (28, 28), number).save(tmp_path / folder / name / f"{number}.png")
    assert cli("train", "-q", "--model", tiny_network, "--data", "pets", "--epochs", "1", "--no-report").code == 0
    assert cli("evaluate", "runs/tiny-1").code == 0
    answer = cli("evaluate", "runs/tiny-1", "--data", "fruit").said(2)
    assert "must have the classes of the run tiny-1: cat, dog; found apple, pear in fruit" in answer


def test_evaluate_robustness(cli, finished_run):
    curves = cli("evaluate", finished_run, "--robustness", "--json").json["robustness"]
    assert len(curves) >= 6
    assert all(0 <= point["accuracy"] <= 1 for curve in curves for point in curve["points"])
    printed = cli("evaluate", finished_run, "--robustness").out.splitlines()
    for curve in curves:  # a table each, a line a strength
        first = 3 + printed.index(f"{curve['name']} ({curve['unit']}), n = {curve['points'][0]['n']:,}")
        shown = [line.split()[:2] for line in printed[first : first + len(curve["points"])]]
        assert shown == [[f"{point['value']:g}", f"{100 * point['accuracy']:.2f}"] for point in curve["points"]]


@pytest.fixture
def two_digits(tmp_path):
    """Two pictures of one digit each in a folder."""
    folder = tmp_path / "digits"
    folder.mkdir()
    images = [Image.fromarray(255 - image[..., 0]) for image in np.asarray(convscope.load("mnist").x_test[:3])]
    for name, image in zip(("a.png", "b.png"), images, strict=False):
        image.copy().save(folder / name)
    for name in ("three.tif", "three.gif", "three.webp", "three.pdf"):
        first, *others = (image.copy() for image in images)  # Pillow keeps what one format needs in the image
        first.save(tmp_path / name, save_all=True, append_images=others)
    return folder


def test_predict_goes_on_after_a_bad_picture(cli, finished_run, two_digits, tmp_path):
    (tmp_path / "notes.md").write_text("# Notes")
    done = cli("predict", finished_run, "notes.md", "digits", "none.png", "--json", "--show", "steps.png")
    assert done.code == 2
    found = done.json["predictions"]
    assert [one["file"] for one in found] == ["digits/a.png", "digits/b.png"]
    assert found == cli("predict", finished_run, "digits/a.png", "digits/b.png", "--json").json["predictions"]
    said = done.err.splitlines()
    assert said[0].startswith("convscope: notes.md: a picture must be JPEG, ")
    assert said[1].startswith("convscope: none.png: the picture must exist; ")
    assert said[2:] == ["drawn: steps.png"]
    for form in ((), ("--json",), ("--csv",)):
        assert cli("predict", finished_run, "notes.md", *form, "--show", "none.png").said(2).startswith("notes.md: a ")
    assert not (tmp_path / "none.png").exists()
    assert "ends in .png" in cli("predict", finished_run, "digits", "--show", "steps.doc").said(2)


def test_predict_takes_standard_input(finished_run, two_digits):
    def piped(*arguments):
        data = (two_digits / "a.png").read_bytes()
        done = subprocess.run(command(*arguments), input=data, capture_output=True, check=True)
        return json.loads(done.stdout)["predictions"]

    (from_file,), (from_input,) = (
        piped("predict", finished_run, source, "--json") for source in (two_digits / "a.png", "-")
    )
    assert from_input == {**from_file, "file": "-"}


def test_predict_says_which_page_it_takes(cli, finished_run, two_digits):
    pytest.importorskip("pypdfium2")
    for name in ("three.tif", "three.pdf", "three.gif", "three.webp"):
        taken = "page 1 of 3" if name.endswith(("tif", "pdf")) else "the first frame of an animation"
        for form in ("--json", "--csv"):
            assert cli("predict", finished_run, name, form).err == f"{name}: {taken} is taken\n"
        done = cli("predict", finished_run, name)
        assert done.err.startswith(f"{name}: {taken} is taken; the picture has ")
        assert len(done.err.splitlines()) == 1
    assert cli("predict", finished_run, "digits", "--json").err == ""


def test_runs(cli, tiny_run, tmp_path):
    unfinished = tmp_path / "tiny-10"
    shutil.copytree(tiny_run, unfinished)
    (unfinished / "metrics.json").unlink()
    (tmp_path / "not a run").mkdir()
    rows = cli("runs", ".", "--json").json["runs"]
    assert [(row["run"], row["finished"], row["epochs"]) for row in rows] == [
        ("tiny-1", True, 2),
        ("tiny-10", False, 2),
    ]
    assert "2 (unfinished)" in cli("runs", ".").out


def test_a_folder_without_runs(cli, tmp_path):
    (tmp_path / "empty").mkdir()
    done = cli("runs", "empty")
    assert (done.code, done.out, done.err) == (0, "", "empty: no runs found; convscope train makes one\n")
    done = cli("runs", "empty", "--json")
    assert (done.json, done.err) == ({"runs": []}, "")


def test_a_damaged_run_does_not_hide_the_others(cli, tiny_run, tmp_path):
    damaged = tmp_path / "tiny-2"
    shutil.copytree(tiny_run, damaged)
    (damaged / "metrics.json").write_text('{"test_accuracy": "high"}')
    done = cli("runs", ".")
    assert done.code == 2
    assert "tiny-1" in done.out
    assert "tiny-2" not in done.out
    rule = "metrics.json must hold a number for test_accuracy"
    assert done.err == f"convscope: tiny-2/metrics.json: {rule}; found 'high'; train the run anew\n"


def test_compare(cli, tiny_run, tmp_path):
    train = ("train", "--recipe", "mlp", "--limit", "200", "--epochs", "1", "--no-report", "--quiet")
    assert cli(*train, "--out", "other").code == 0
    done = cli("compare", "tiny-1", "other", "--json").json
    assert done["n"] == 200
    shown = cli("compare", "tiny-1", "other", "--picture", "both.png")
    assert shown.code == 0, shown
    assert (tmp_path / "both.png").read_bytes().startswith(b"\x89PNG")
    assert shown.out.splitlines()[1].startswith("tiny-1")
    assert cli("compare", "tiny-1", "other", "tiny-1").said(2).endswith("found tiny-1 twice; name each run once")
    x, y = np.zeros((20, 8, 8), np.uint8), np.arange(20) % 10
    np.savez(tmp_path / "ten.npz", x_train=x, y_train=y, x_test=x, y_test=y)
    assert cli("compare", "tiny-1", "other", "--data", "ten.npz", "--resize", "28", "28", "--json").json["n"] == 20


def test_export(cli, finished_run, tmp_path):
    done = cli("export", finished_run, "--out", "net.onnx")
    assert done.out == "net.onnx\n"
    assert (tmp_path / "net.onnx").read_bytes() == (finished_run / "model.onnx").read_bytes()
    assert "net.onnx: nothing that exists is overwritten" in cli("export", finished_run, "--out", "net.onnx").said(2)
    keras_file = finished_run / "model.keras"
    assert cli("export", keras_file, "--out", "net.onnx", "--overwrite", "--scaling", "tutorial").code == 0
    images = convscope.load("mnist").x_test[:50]
    from convscope.glass import GlassModel

    assert (GlassModel(tmp_path / "net.onnx").predict(images) == convscope.Run(finished_run).predict(images)).all()


def test_a_run_whose_model_cannot_be_exported_is_refused_in_one_line(cli, tmp_path, tiny_npz):
    (tmp_path / "net.py").write_text(
        "import keras\nfrom keras.layers import LSTM, Dense, Reshape\n"
        "def f(): return keras.Sequential([keras.Input((8, 8, 1)), Reshape((8, 8)), LSTM(4), Dense(3)])\n"
    )
    assert "LSTM" in cli("train", "-q", "--model", "net.py", "--data", "tiny.npz", "--out", "run").said(2)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("network", ["tutorial", "mlp"])
def test_summary(network, cli):
    shown = cli("summary", network)
    assert "Total params: " in shown.out
    layers = cli("summary", network, "--json").json["layers"]
    assert layers[-1]["lines"][0] == "parameters 100*10+10 = 1,010"
    assert all(line in shown.out for layer in layers for line in layer["lines"])


def test_summary_of_a_recipe_beside_a_folder_of_its_name(cli, tmp_path):
    (tmp_path / "tutorial").mkdir()
    assert "Total params: 696,454" in cli("summary", "tutorial").out


def test_summary_of_a_run_and_of_a_file(cli, finished_run):
    assert cli("summary", finished_run).out == cli("summary", finished_run / "model.keras").out
    shown = cli("summary", finished_run).out
    assert "parameters 49*16+16 = 800" in shown
    assert "Optimizer params" not in shown


def test_doctor(cli):
    findings = {finding["what"]: finding for finding in cli("doctor", "--json").json["findings"]}
    assert findings["convscope"]["found"] == convscope.__version__
    assert findings["backend"] == {"what": "backend", "found": "Keras on jax", "good": True, "todo": None}
    assert findings["data"]["found"].startswith("MNIST, 60,000 + 10,000 images, checked in ")
    assert "GFLOP/s" in findings["speed"]["found"]


def test_data_info(cli, tiny_npz, tmp_path):
    shown = cli("data", "info", "tiny.npz", "--sheet", "sheet.png")
    assert shown.code == 0, shown
    assert "8 x 8 x 1" in shown.out
    assert (tmp_path / "sheet.png").read_bytes().startswith(b"\x89PNG")
    described = cli("data", "info", "tiny.npz", "--json").json
    assert (described["train"], described["test"], len(described["classes"])) == (60, 30, 3)


def test_a_report(cli, tiny_run):
    done = cli("report", tiny_run, "--no-robustness")
    assert done.out == f"{tiny_run}/report.html\n"
    page = (tiny_run / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!")
    assert "language" in cli("report", tiny_run, "--language", "xx").said(2)


def test_the_metrics_are_those_of_the_history(finished_run):
    metrics = json.loads((finished_run / "metrics.json").read_text())
    history = convscope.Run(finished_run).history
    assert metrics["epochs"] == len(history["loss"]) == 2
    assert metrics["last_epoch"] == pytest.approx({name: values[-1] for name, values in history.items()})
