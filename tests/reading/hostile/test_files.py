"""A thousand files that are no good: each one clear line; none takes long or much memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.commands import command
from tests.reading.hostile.rubbish import picture, write_all

from convscope import pretrained
from convscope._errors import InputError
from convscope.reading import Reader

# A file must not hang; the limit of two seconds is measured by hand, on an idle machine.
PATIENCE = 60
MEMORY = 1_000_000_000

READ_EACH = """
import json, pathlib, resource, sys, time
from convscope._errors import InputError
from convscope.reading import Reader
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]) + 3_000_000_000,) * 2)
reader = Reader()
for path in json.load(sys.stdin):
    start = time.perf_counter()
    try:
        text, kind = reader.read(path).text, "read"
    except InputError as error:
        text, kind = str(error), "refused"
    except BaseException as error:
        text, kind = repr(error), "raised"
    print(json.dumps([path, kind, text, time.perf_counter() - start]))
# Not ru_maxrss, where Linux counts what the process that started this one held.
status = pathlib.Path("/proc/self/status").read_text(encoding="utf-8")
print(json.dumps(int(status.split("VmHWM:")[1].split()[0]) * 1024))
"""


@pytest.fixture(scope="module")
def rubbish(tmp_path_factory) -> tuple[Path, list[Path]]:
    folder = tmp_path_factory.mktemp("rubbish")
    return folder, write_all(folder)


def test_a_thousand_files(rubbish):
    folder, paths = rubbish
    assert len(paths) >= 1000
    names = json.dumps([str(path) for path in paths])
    done = subprocess.run(
        [sys.executable, "-c", READ_EACH, str(MEMORY)],
        input=names,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    *answers, memory = map(json.loads, done.stdout.splitlines())
    assert [answer[0] for answer in answers] == [str(path) for path in paths]
    assert [answer for answer in answers if answer[1] != "refused"] == []
    for _path, _kind, text, seconds in answers:
        assert text.isprintable()
        assert text.startswith(str(folder))
        assert "; " in text
        assert seconds < PATIENCE
    assert memory < MEMORY


def test_as_commands(rubbish):
    folder, paths = rubbish
    files = [path for path in paths if not path.is_dir()][:: len(paths) // 40]
    files += [folder / name for name in ("pipe.png", "name\nwith\nlines.png", "bomb-50000x50000.png", "gone.png")]
    done = subprocess.run(
        command("read", *files), capture_output=True, text=True, check=False, timeout=280, stdin=subprocess.DEVNULL
    )
    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert len(lines) == len(files)
    assert all(line.startswith(f"convscope: {folder}") and line.isprintable() for line in lines)


def test_a_folder_of_them(rubbish):
    folder, paths = rubbish
    done = subprocess.run(
        command("read", folder, "--json"),
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
        stdin=subprocess.DEVNULL,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) > 0.9 * len(paths)


def test_of_an_animation_the_first_frame_is_read():
    frames = [Image.new("L", (60, 40), grey) for grey in (255, 0, 128)]
    for kind in ("GIF", "WEBP", "PNG"):
        stream = io.BytesIO()
        frames[0].save(stream, kind, save_all=True, append_images=frames[1:], duration=50)
        reading = Reader().read(stream.getvalue())
        assert reading.text == ""
        assert np.asarray(reading.picture).min() > 250


def test_exif_garbage_changes_nothing():
    reader = Reader()
    for garbage in (b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*" + bytes(range(256)) * 20):
        for kind in ("JPEG", "PNG", "WEBP"):
            same = reader.read(picture(kind), single=True).to_dict()
            assert reader.read(picture(kind, exif=garbage), single=True).to_dict() == same


def test_many_threads_and_rubbish_between(rubbish):
    reader, good = Reader(pretrained.path()), picture("PNG")
    expected = reader.read(good).to_dict()
    answers: list[object] = []

    def work(path: Path) -> None:
        try:
            reader.read(path)
        except InputError:
            answers.append("refused")
        answers.append(reader.read(good).to_dict())

    threads = [threading.Thread(target=work, args=(path,)) for path in rubbish[1][::60]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer for answer in answers if isinstance(answer, str)] == ["refused"] * len(threads)
    assert [answer for answer in answers if not isinstance(answer, str)] == [expected] * len(threads)
