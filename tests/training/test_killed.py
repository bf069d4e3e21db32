"""A training that is killed, at any moment, and goes on: it ends with the bits of one that was left alone."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.commands import Result, command
from tests.tiny import TINY_NETWORK

EPOCHS = {"xla": 400, "keras": 90}
"""So many that none of the trainings comes to its end between the kills."""


def arguments_for(engine: str) -> tuple[str, ...]:
    """Return what begins a training on an engine."""
    own = ("--model", "net.py", "--limit", "200", "--no-report", "--seed", "3")
    return (*own, "--engine", engine, "--epochs", str(EPOCHS[engine]))


ARGUMENTS = arguments_for("xla")


@contextlib.contextmanager
def started(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start a training; it is killed when the block ends."""
    with subprocess.Popen(
        command("train", *arguments), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(what: Callable[[], object], process: subprocess.Popen[str]) -> None:
    """Wait until `what` holds or the process has ended."""
    while not what() and process.poll() is None:
        time.sleep(0.002)


def wait_for_another(file: Path, before: int, process: subprocess.Popen[str]) -> None:
    """Wait until `file` has a new content or the process has ended."""
    wait_for(lambda: version(file) != before, process)


def version(file: Path) -> int:
    """Tell one content of a file from the next."""
    try:
        return file.stat().st_ino
    except FileNotFoundError:
        return 0


def arrays(run: Path) -> dict[str, bytes]:
    """Return what a finished run's checkpoint holds, without the seconds."""
    with np.load(run / "checkpoint" / "state.npz") as file:
        return {name: file[name].tobytes() for name in file.files if name != "meta"}


def left_alone(folder: Path, engine: str) -> Path:
    """Train to the end and return the run."""
    (folder / "net.py").write_text(TINY_NETWORK)
    begin = command("train", *arguments_for(engine), "--out", "run")
    subprocess.run(begin, cwd=folder, check=True, capture_output=True)
    return folder / "run"


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the run of a training that was left alone."""
    return left_alone(tmp_path_factory.mktemp("undisturbed"), "xla")


def check_same(run: Path, undisturbed: Path) -> None:
    """Compare weights, optimizer, history and glass model bit for bit."""
    assert arrays(run) == arrays(undisturbed)
    assert len(arrays(run)) > 10
    for name in ("history.csv", "model.onnx", "network.py", "summary.txt"):
        assert (run / name).read_bytes() == (undisturbed / name).read_bytes(), name


def temporary_files(run: Path) -> list[Path]:
    return [file for file in run.rglob(".*") if file.is_file()]


@pytest.mark.slow
def test_killed_at_ten_random_moments(undisturbed, tmp_path):
    kill_again_and_again(tmp_path, "xla", 10)
    check_same(tmp_path / "run", undisturbed)


@pytest.mark.slow
def test_killed_in_keras_own_loop(tmp_path, tmp_path_factory):
    kill_again_and_again(tmp_path, "keras", 3)
    check_same(tmp_path / "run", left_alone(tmp_path_factory.mktemp("undisturbed"), "keras"))


def kill_again_and_again(tmp_path: Path, engine: str, times: int) -> None:
    """Kill a training at random moments, go on with it each time, then let it come to its end."""
    draw = random.Random()
    (tmp_path / "net.py").write_text(TINY_NETWORK)
    state = tmp_path / "run" / "checkpoint" / "state.npz"
    kills = 0
    while kills < times:
        begun = (tmp_path / "run" / "config.json").exists()
        arguments = ("--resume", "run", "--no-report") if begun else (*arguments_for(engine), "--out", "run")
        with started(tmp_path, *arguments) as process:
            before = version(state)
            if kills:  # the first one dies while it starts, the others while they train
                wait_for_another(state, before, process)
            time.sleep(draw.uniform(0, 0.2 if kills else 1.5))
            assert process.poll() is None, f"ended before it was killed: {process.stderr and process.stderr.read()}"
            process.kill()
        kills += 1
    done = subprocess.run(
        command("train", "--resume", "run", "--no-report"), cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert temporary_files(tmp_path / "run") == []


@pytest.mark.slow
def test_killed_while_it_saves(undisturbed, tmp_path):
    (tmp_path / "net.py").write_text(TINY_NETWORK)
    run = tmp_path / "run"
    caught = False
    with started(tmp_path, *ARGUMENTS, "--out", "run") as process:
        while not caught and process.poll() is None:
            # Held for a moment, it cannot finish what it is writing; let go, it must get somewhere.
            if (run / "checkpoint").is_dir() and any((run / "checkpoint").glob(".state.*.npz")):
                process.send_signal(signal.SIGSTOP)
                caught = any((run / "checkpoint").glob(".state.*.npz"))
                if not caught:
                    process.send_signal(signal.SIGCONT)
        assert caught, process.stderr and process.stderr.read()
        process.kill()
    assert temporary_files(run)
    done = subprocess.run(
        command("train", "--resume", "run", "--no-report") if (run / "config.json").exists() else command("train"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    check_same(run, undisturbed)
    assert temporary_files(run) == []


@pytest.mark.slow
def test_interrupted(undisturbed, tmp_path, run_cli):
    (tmp_path / "net.py").write_text(TINY_NETWORK)
    state = tmp_path / "a run" / "checkpoint" / "state.npz"
    with started(tmp_path, *ARGUMENTS, "--out", "a run") as process:
        wait_for(state.exists, process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert out == ""
    lines = [line for line in err.splitlines() if line.startswith("convscope: ")]
    assert len(lines) == 1
    assert err.splitlines()[-1] == lines[0]
    assert "Traceback" not in err
    assert lines[0].startswith("convscope: interrupted; ")
    assert lines[0].endswith(f" of {EPOCHS['xla']} epochs are saved; go on with: convscope train --resume 'a run'")

    # Two at once: one trains, the other says so.
    shutil.copytree(tmp_path / "a run", tmp_path / "run")
    with started(tmp_path, "--resume", "run", "--no-report") as first:
        before = version(tmp_path / "run" / "checkpoint" / "state.npz")
        wait_for(lambda: version(tmp_path / "run" / "checkpoint" / "state.npz") != before, first)
        os.kill(first.pid, signal.SIGSTOP)
        for more in (("--resume", "run"), (*ARGUMENTS, "--out", "run", "--overwrite")):
            answer: Result = run_cli("train", *more, "--quiet")
            assert "run: one process at a time trains a run; found another one at it" in answer.said(2)
        os.kill(first.pid, signal.SIGCONT)
        _, err = first.communicate(timeout=120)
        assert first.returncode == 0, err
    check_same(tmp_path / "run", undisturbed)
