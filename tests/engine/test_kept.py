"""What one process compiles, the next one finds: with the same bits, and no word about it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import hashlib, sys
from tests.engine.small import images, network
from convscope.engine import fit, keep_compiled
model = network()
fit(model, *images(), batch_size=16, verbose=0, seed=1)
print(keep_compiled(), hashlib.sha256(b"".join(w.tobytes() for w in model.get_weights())).hexdigest())
"""


ASK = "from convscope.engine import keep_compiled; print(keep_compiled())"


def run(cache: Path, program: str = PROGRAM, **environment: str) -> list[str]:
    """Train in a new process; give the folder it keeps programs in, and the weights' hash."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env={**os.environ, "CONVSCOPE_CACHE": str(cache), **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    assert done.stderr == ""
    return done.stdout.split()


def entries(folder: Path) -> dict[str, int]:
    """Give the kept programs' names and sizes."""
    return {path.name: path.stat().st_size for path in folder.glob("*-cache")}


def test_a_second_process_finds_the_programs_and_ends_with_the_same_bits_even_after_an_accident(tmp_path):
    folder, bits = run(tmp_path)
    kept = entries(Path(folder))
    assert Path(folder).parent == tmp_path / "compiled"
    (epoch,) = (name for name in kept if name.startswith("jit_epoch"))

    used = Path(folder, epoch).stat()
    assert run(tmp_path) == [folder, bits]
    assert kept.items() <= entries(Path(folder)).items()  # a busy machine may find more that took long
    assert Path(folder, epoch).stat().st_mtime == used.st_mtime

    os.truncate(Path(folder, epoch), 1000)
    assert run(tmp_path) == [folder, bits]
    assert entries(Path(folder))[epoch] > 1000


@pytest.mark.parametrize("switch", ["off", "own"])
def test_jax_s_own_switch_and_a_folder_of_one_s_own_are_respected(tmp_path, switch):
    off, own = {"JAX_ENABLE_COMPILATION_CACHE": "false"}, {"JAX_COMPILATION_CACHE_DIR": str(tmp_path / "own")}
    assert run(tmp_path, ASK, **(off if switch == "off" else own)) == ["None"]
    assert not (tmp_path / "compiled").exists()


def test_a_folder_that_cannot_be_made_is_no_reason_to_stop(tmp_path):
    (tmp_path / "file").write_text("")
    assert run(tmp_path / "file", ASK) == ["None"]
