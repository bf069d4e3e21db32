"""Results on standard output, words on standard error, bars only on a terminal, and what a verb imports."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from tests.commands import command

import convscope

EPOCH = re.compile(r"Epoch [12]/2 - [\d.]+s - loss: [\d.]+ - acc: [\d.]+ - val_loss: [\d.]+ - val_acc: [\d.]+")
TRAIN = ("train", "--recipe", "mlp", "--limit", "50", "--epochs", "2", "--no-report")


def imported(code: str, cwd: Path) -> set[str]:
    """Return the packages that are loaded after `code` ran in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sorted(sys.modules), sep='\\n', file=sys.__stderr__)"],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in done.stderr.splitlines()}


HEAVY = {"keras", "jax", "jaxlib", "tensorflow", "torch"}


@pytest.mark.parametrize("arguments", [["--help"], ["read", "--help"]])
def test_help_loads_nothing_heavy(arguments, tmp_path):
    loaded = imported(f"from convscope.cli import main\nassert main({arguments!r}) == 0", tmp_path)
    lighter = {"numpy", "onnxruntime", "onnx", "matplotlib", "PIL", "cv2", "jaxtyping", "pydantic", "rich"}
    assert not loaded & (HEAVY | lighter)


def test_importing_convscope_loads_nothing_heavy(tmp_path):
    assert not imported("import convscope", tmp_path) & (HEAVY | {"numpy", "onnxruntime", "onnx", "matplotlib"})


def test_data_runs_and_evaluate_load_no_keras(finished_run, tmp_path):
    for arguments in (["data", "info", "mnist"], ["runs", str(finished_run.parent)], ["evaluate", str(finished_run)]):
        code = f"from convscope.cli import main\nassert main({arguments!r}) == 0"
        assert not imported(code, tmp_path) & (HEAVY | {"onnx", "matplotlib"}), arguments


def test_predict_needs_only_onnx_runtime(finished_run, tmp_path):
    Image.fromarray(convscope.load("mnist").x_test[0, :, :, 0]).save(tmp_path / "seven.png")
    code = f"from convscope.cli import main\nassert main(['predict', {str(finished_run)!r}, 'seven.png']) == 0"
    loaded = imported(code, tmp_path)
    assert "onnxruntime" in loaded
    assert not loaded & (HEAVY | {"onnx", "matplotlib"})


def test_off_a_terminal_an_epoch_is_a_line(run_cli, tmp_path):
    done = run_cli(*TRAIN, "--out", "run")
    assert done.code == 0, done
    lines = done.err.splitlines()
    assert len(lines) == 2
    assert all(EPOCH.fullmatch(line) for line in lines), lines
    assert (done.out + done.err).replace("\n", "").isprintable()
    assert done.out.startswith("mlp: 694,950 parameters, 2 epochs in ")
    metrics = json.loads((tmp_path / "run" / "metrics.json").read_text())
    assert f"  test accuracy        {100 * metrics['test_accuracy']:.2f} %" in done.out


def test_json_is_one_object_and_quiet_is_quiet(cli, tmp_path):
    done = cli(*TRAIN, "--out", "run", "--json", "--quiet")
    assert (done.code, done.err) == (0, "")
    metrics = json.loads((tmp_path / "run" / "metrics.json").read_text())
    assert done.json == {"run": "run", **metrics}
    assert {
        *("parameters", "train_accuracy", "validation_accuracy", "test_accuracy", "test_accuracy_interval"),
        *("train_seconds", "total_seconds", "seed"),
    } <= metrics.keys()
    low, high = metrics["test_accuracy_interval"]
    assert low < metrics["test_accuracy"] < high
    assert (metrics["train_images"], metrics["validation_images"], metrics["test_images"]) == (40, 10, 50)


def on_a_terminal(arguments: list[str], cwd: Path, **environment: str) -> tuple[int, str]:
    """Run a command whose output is a terminal; return its exit code and what the terminal got."""
    leader, follower = pty.openpty()
    with subprocess.Popen(
        arguments,
        cwd=cwd,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", **environment},
        stdin=follower,
        stdout=follower,
        stderr=follower,
    ) as process:
        os.close(follower)
        got = b""
        while True:
            try:
                piece = os.read(leader, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            got += piece
    os.close(leader)
    return process.returncode, got.decode()


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}])
def test_on_a_terminal_there_is_a_bar(environment, tmp_path):
    code, got = on_a_terminal(command(*TRAIN, "--out", "run"), tmp_path, **environment)
    assert code == 0, got
    assert "━" in got
    assert "Epoch 1/2" in got
    assert "/2 " in got  # steps
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", got)
    assert len([line for line in plain.splitlines() if EPOCH.fullmatch(line.strip())]) == 2, plain
    colours = re.findall(r"\x1b\[[0-9;]*3[0-9][0-9;]*m", got)
    assert bool(colours) is not bool(environment)


def test_a_pipe_whose_reader_has_gone_is_silent(tmp_path):
    line = " ".join(command("summary", "tutorial")) + " | head -1; exit ${PIPESTATUS[0]}"
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == 'Model: "tutorial"\n'
    assert done.stderr == ""
    assert done.returncode in (0, 1)


def test_standard_output_that_is_full_or_closed(tmp_path):
    for end, code in ((">/dev/full", 1), (">&-", 0)):
        line = " ".join(command("data", "--help")) + end
        done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == code, done
        assert len(done.stderr.splitlines()) == code, done


def test_a_name_that_is_no_text_and_one_with_control_characters(cli, tmp_path, finished_run):
    name = "r\x1b[31m\nun\udcff"
    shutil.copytree(finished_run, tmp_path / "runs" / name)
    shown = cli("runs")
    assert shown.code == 0, shown
    assert r"r\x1b[31m\nun\udcff" in shown.out
    assert len(shown.out.splitlines()) == 2
    assert cli("runs", "--json").json["runs"][0]["run"] == name


def test_a_verb_is_missing(cli):
    for arguments in ((), ("data",)):
        done = cli(*arguments)
        assert done.code == 2
        assert "Usage: convscope" in done.out + done.err


def test_version(cli):
    assert cli("--version").out == f"convscope {convscope.__version__}\n"


def test_python_m_convscope_is_the_command(tmp_path):
    done = subprocess.run(
        [Path(sys.executable).with_name("convscope"), "--help"], capture_output=True, text=True, check=True
    )
    other = subprocess.run(command("--help"), capture_output=True, text=True, check=True)
    assert done.stdout == other.stdout
