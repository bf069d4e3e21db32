"""What all tests share: array annotations are checked at run time, the cache and the backend are the tests' own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from jaxtyping import install_import_hook
from tests.commands import Result, command
from tests.tiny import TINY_NETWORK, tiny_arrays

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("MPLBACKEND", "Agg")

install_import_hook("convscope", "beartype.beartype")

# A shell that starts the tests in the background has SIGINT ignored, nohup SIGHUP: so would every process they start.
for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, handler)

# The machine may be busy: no deadline for one example.
settings.register_profile("convscope", deadline=None)
settings.load_profile("convscope")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let all processes of one run of the tests share a cache that is nobody else's."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"
    with pytest.MonkeyPatch.context() as patch:
        if "CONVSCOPE_CACHE" not in os.environ:
            patch.setenv("CONVSCOPE_CACHE", str(folder))
        yield


@pytest.fixture
def run_cli(tmp_path: Path) -> Callable[..., Result]:
    """Run `convscope ...` in a process of its own, in the test's folder."""

    def run(*arguments: str | Path, cwd: Path = tmp_path, **environment: str) -> Result:
        done = subprocess.run(
            command(*arguments),
            cwd=cwd,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=240,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def _cli_server(_own_cache: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """Start the process that runs the commands of `cli`."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.cli_server"],
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        yield server
        assert server.stdin is not None
        server.stdin.close()


@pytest.fixture
def cli(_cli_server: subprocess.Popen[str], tmp_path: Path) -> Callable[..., Result]:
    """Run `convscope ...` in the test's folder, in a process that many tests share."""

    def run(*arguments: str | Path) -> Result:
        assert _cli_server.stdin is not None
        assert _cli_server.stdout is not None
        request = {"folder": str(tmp_path), "arguments": [str(argument) for argument in arguments]}
        print(json.dumps(request), file=_cli_server.stdin, flush=True)
        return Result(**json.loads(_cli_server.stdout.readline()))

    return run


@pytest.fixture(scope="session")
def tiny_network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of `TINY_NETWORK`."""
    file = tmp_path_factory.mktemp("network") / "tiny.py"
    file.write_text(TINY_NETWORK)
    return file


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory, tiny_network: Path) -> Path:
    """Give the folder of a finished training: 2 epochs on 200 images of MNIST. Read it only."""
    import convscope

    out = tmp_path_factory.mktemp("runs") / "tiny-1"
    convscope.train(model=tiny_network, limit=200, epochs=2, out=out, quiet=True)
    return out


@pytest.fixture
def tiny_run(finished_run: Path, tmp_path: Path) -> Path:
    """Give a copy of the finished training, for a test to damage."""
    return Path(shutil.copytree(finished_run, tmp_path / "tiny-1"))


@pytest.fixture
def tiny_npz(tmp_path: Path) -> Path:
    """Give a data set of three classes as an .npz file."""
    import numpy as np

    file = tmp_path / "tiny.npz"
    np.savez(file, **tiny_arrays())
    return file
