"""From start to end: signals, workers that are killed, addresses that are taken."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import threading
import time
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
from uvicorn.supervisors.multiprocess import Process

from convscope import pretrained
from convscope.serving import Settings
from convscope.serving._process import config_for, worker_app
from convscope.serving._workers import _Supervisor

linux = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks into /proc")


def workers(server) -> list[int]:
    """Return the processes of the service that serve, not those that multiprocessing keeps."""
    parent = server.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(pid) for pid in children if b"spawn_main" in command_of(pid)]


def command_of(pid: str) -> bytes:
    """Return how a process was started; nothing of one that has ended since it was listed."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_requests_in_flight_are_answered(start, reader, page, number, code):
    server = start("--threads", "1")
    answers = []
    clients = [threading.Thread(target=lambda: answers.append(server.post("/read", page))) for _ in range(4)]
    for client in clients:
        client.start()
    while server.metric("convscope_working") < 1:
        time.sleep(0.01)
    ended, words = server.end(number)
    for client in clients:
        client.join()
    assert ended == code
    assert words == ("" if code == 0 else "convscope: interrupted\n")
    assert all(answer.json == reader.read(page).to_dict() for answer in answers)
    assert len(answers) == 4
    with pytest.raises(ConnectionRefusedError):
        server.connect()


@pytest.fixture
def long_work(as_png, as_form):
    """A form of pages that take a minute to read, and its content type."""
    strokes = np.full((1200, 1600), 255, np.uint8)
    for top in range(8, 1180, 30):
        for left in range(8, 1580, 20):
            strokes[top : top + 18, left : left + 2 + (top * left) % 12] = 0
    return as_form(*[(f"{number}.png", as_png(strokes)) for number in range(16)])


def test_a_second_interrupt_gives_up_at_once(start, long_work):
    body, kind = long_work
    server = start("--threads", "1")
    answers = []
    client = threading.Thread(target=lambda: answers.append(server.post("/read", body, Content_Type=kind)))
    client.start()
    while server.metric("convscope_working") < 1:
        time.sleep(0.01)
    began = time.monotonic()
    server.process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert server.end(signal.SIGINT) == (130, "convscope: interrupted\n")
    assert time.monotonic() - began < 7
    client.join()
    assert "the service is ending" in answers[0].refused(503)


def test_what_is_in_flight_too_long_is_ended_and_told_so(start, long_work):
    """One is being worked on, one waits, of one the body is still coming: none would be done soon."""
    body, kind = long_work
    server = start("--threads", "1")
    answers = []
    clients = [
        threading.Thread(target=lambda: answers.append(server.post("/read", body, Content_Type=kind))) for _ in range(2)
    ]
    for client in clients:
        client.start()
    while server.metric("convscope_working") + server.metric("convscope_waiting") < 2:
        time.sleep(0.01)
    with server.connect() as coming:
        coming.sendall(b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
        time.sleep(0.2)
        began = time.monotonic()
        assert server.end() == (0, "convscope: 3 requests were not done 8 seconds after the end began\n")
        assert 7 < time.monotonic() - began < 20
        assert coming.recv(1000).startswith(b"HTTP/1.1 503")
    for client in clients:
        client.join()
    assert len(answers) == 2
    for answer in answers:
        assert answer.refused(503) == "the service is ending; try again in a second"
        assert answer.headers["Retry-After"] == "1"


def test_no_new_request_is_taken_after_the_end_began(start):
    server = start()
    with server.connect() as idle:
        idle.sendall(b"GET /v2/health/live HTTP/1.1\r\nHost: x\r\n\r\n")
        while b"true" not in idle.recv(1000):
            pass
        assert server.end()[0] == 0, "an idle connection does not hold it"
        assert idle.recv(10) == b""


@linux
def test_a_worker_that_hangs_is_replaced(start):
    server = start("--workers", "2")
    before = workers(server)
    os.kill(before[1], signal.SIGSTOP)
    said = server.process.stderr.readline()
    assert said.startswith(f"convscope: worker {before[1]} did not answer and was ended; ")
    assert said.endswith(" replaces it\n")
    assert server.end() == (0, "")


@linux
def test_a_killed_worker_is_replaced(start, reader, page):
    server = start("--workers", "2")
    wanted = reader.read(page).to_dict()
    before = workers(server)
    assert len(before) == 2
    assert server.post("/read", page).json == wanted
    counted = server.metric("convscope_pictures_read_total")
    os.kill(before[0], signal.SIGKILL)
    deadline = time.monotonic() + 60
    while len(after := workers(server)) < 2 or before[0] in after:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert server.post("/read", page).json == wanted
    assert server.metric("convscope_pictures_read_total") == counted + 1, (
        "all workers' figures together, the dead one's too"
    )
    code, words = server.end(signal.SIGINT)
    assert code == 130
    assert (
        words == f"convscope: worker {before[0]} was killed (SIGKILL); {(set(after) - set(before)).pop()} replaces it\n"
        "convscope: interrupted\n"
    )


@pytest.fixture
def model(tmp_path):
    """A network's file that a test may damage."""
    return Path(shutil.copy(pretrained.path(), tmp_path / "digits.onnx"))


@contextlib.contextmanager
def asking(server, body):
    """Ask again and again; give the list of answers."""
    answers, over = [], threading.Event()

    def ask():
        while not over.is_set():
            with contextlib.suppress(ConnectionError):  # accepted by a process that was told to end, not yet asked
                answers.append(server.post("/predict", body))

    client = threading.Thread(target=ask)
    client.start()
    try:
        yield answers
    finally:
        over.set()
        client.join()


@linux
def test_sighup_replaces_all_workers(start, model, digits):
    server = start("--workers", "2", "--model", str(model))
    before, body = workers(server), {"images": digits[:1].tolist()}
    wanted = server.post("/predict", body).json
    with asking(server, body) as answers:
        server.process.send_signal(signal.SIGHUP)
        assert server.process.stderr.readline() == "convscope: SIGHUP: all 2 workers replaced\n"
    after = workers(server)
    assert len(after) == 2
    assert not set(before) & set(after)
    assert answers
    assert all(answer.json == wanted for answer in answers)
    assert server.post("/predict", body).json == wanted
    assert server.end() == (0, "")


@linux
def test_a_network_that_can_no_longer_be_opened(start, model, digits):
    """The workers go on with the one they have, and one line says why; one that dies is replaced when it can be."""
    server = start("--workers", "2", "--model", str(model))
    before, body = workers(server), {"images": digits[:1].tolist()}
    wanted = server.post("/predict", body).json
    good = model.read_bytes()
    model.write_text("no network")
    with asking(server, body) as answers:
        server.process.send_signal(signal.SIGHUP)
        said = server.process.stderr.readline()
    assert said.startswith(f"convscope: SIGHUP replaces no worker while the network cannot be opened: {model}: ")
    assert "found a text file" in said
    assert workers(server) == before
    assert all(answer.json == wanted for answer in answers)
    os.kill(before[0], signal.SIGKILL)
    said = server.process.stderr.readline()
    assert said.startswith(f"convscope: worker {before[0]} was killed (SIGKILL); none replaces it while the network ")
    assert "found a text file" in said
    time.sleep(1.5)  # the supervisor looks twice a second
    assert server.post("/predict", body).json == wanted
    model.write_bytes(good)
    assert server.process.stderr.readline().startswith(f"convscope: worker {before[0]} was killed (SIGKILL); ")
    deadline = time.monotonic() + 60
    while len(workers(server)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert server.post("/predict", body).json == wanted
    assert server.end() == (0, ""), "nothing was said twice"


class Dying(Process):
    """A worker process that is found dead when it is asked for the `last` time, and not before."""

    pid, exitcode = 1234, -signal.SIGKILL

    def __init__(self, last: int) -> None:
        self.process = self  # type: ignore[assignment]  # only `is_alive` is asked of either
        self.left = last

    def is_alive(self, timeout: float = 5) -> bool:
        self.left -= 1
        return self.left > 0

    def kill(self) -> None:
        pass

    join = kill


@pytest.mark.parametrize("last", range(1, 8))
def test_whenever_a_worker_dies_none_replaces_it_in_vain(tmp_path, monkeypatch, capsys, last):
    """It may die between one question and the next, while the supervisor looks."""
    started = []
    monkeypatch.setattr(Process, "start", lambda _: started.append(1))
    supervisor = object.__new__(_Supervisor)  # the usual way would take this process's signals
    supervisor.settings = Settings(model=str(tmp_path / "gone.onnx"))
    supervisor.config = config_for(lambda: pytest.fail("nothing is served here"))
    supervisor.sockets, supervisor.should_exit = [], threading.Event()
    supervisor.processes = [Dying(last)]
    for _ in range(8):
        supervisor.keep_subprocess_alive()
    assert not started
    (line,) = capsys.readouterr().err.splitlines()
    assert "worker 1234 " in line
    assert "none replaces it while the network cannot be opened" in line


def test_a_worker_that_cannot_open_the_network_says_one_line(tmp_path, capsys):
    """The file may break between the parent's look and the worker's."""
    with pytest.raises(SystemExit) as ended:
        worker_app(Settings(model=str(tmp_path / "gone.onnx")), os.getpid())
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"convscope: {tmp_path / 'gone.onnx'}: a glass model must be an ordinary file; ")


@linux
def test_sighup_ends_one_worker(start):
    server = start()
    assert server.end(signal.SIGHUP) == (-signal.SIGHUP, "")


@linux
def test_workers_end_when_their_parent_is_killed(start, tmp_path):
    server = start("--workers", "2", TMPDIR=str(tmp_path))
    assert list(tmp_path.glob("convscope-metrics-*"))
    pids = workers(server)
    server.process.kill()
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    with pytest.raises(ConnectionRefusedError):
        server.connect()
    assert not list(tmp_path.glob("convscope-metrics-*")), "nothing is left behind"


def test_a_port_in_use(run_cli, server):
    said = run_cli("serve", "--port", str(server.port)).said(2)
    assert said.startswith(f"the port must be free; found 127.0.0.1:{server.port} in use; ")


def test_other_machines_are_let_in_only_when_told():
    """The second line says so; it is not written where only this machine is let in."""
    import subprocess

    from tests.commands import command

    flags = ("serve", "--host", "0.0.0.0", "--port", "0")
    with subprocess.Popen(command(*flags), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        lines = [process.stderr.readline(), process.stderr.readline()]
        process.terminate()
        lines += process.stderr.readlines()
    assert "on http://0.0.0.0:" in lines[0]
    assert "put a proxy before it" in lines[1]
    assert "one process runs" in lines[2]


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--model", "nowhere"), "a glass model must be an ordinary file"),
        (("--port", "99999"), "a port must be 0 to 65535"),
        (("--host", "192.0.2.1"), "the host must be an address of this machine"),
        (("--host", "a" * 99), "the host must be an address of this machine"),
        (("--workers", "0"), "workers must be 1 to 256"),
        (("--threads", "0"), "threads must be 1 or more"),
        (("--threads", "1025"), "at most 1,024"),
        (("--max-body", "nan"), "the limit on body"),
        (("--max-seconds", "1e308"), "at most 1e+09; found 1e+308"),
        (("--max-batch", "0"), "max_batch must be 1 or more"),
        (("--name", "a/b"), "part of an address"),
        (("--max-seconds", "-1"), "the limit on seconds"),
        (
            ("--max-body", "2000"),
            "on body (--max-body, in MB) must be at least 0.001 and at most 1000; found 2000; leave it out for 20",
        ),
        (
            ("--max-pixels", "1e-9"),
            "(--max-pixels, in millions) must be at least 0.001 and at most 1000; found 1e-09; leave it out for 64",
        ),
        (("--max-waiting", "0"), "the limit on waiting (--max-waiting) must be at least 1 and at most 1e+09; found 0;"),
        (("--min-confidence", "2"), "--min-confidence must be within 0..1"),
    ],
)
def test_wrong_flags(cli, flags, said):
    assert said in cli("serve", "--port", "0", *flags).said(2)


def test_a_run_of_ones_own(start, finished_run, digits):
    from convscope.glass import GlassModel

    server = start("--model", str(finished_run))
    row = GlassModel(finished_run).predict(digits[:1]).tolist()
    assert server.post("/v1/models/tiny-1:predict", {"instances": digits[:1].tolist()}).json == {"predictions": row}
    assert server.end()[0] == 0


def test_a_network_of_other_things(start, tmp_path):
    """It cannot read, and says so; all else works."""
    data = pretrained.path().read_bytes()
    digits, letters = (
        str(list(word)).replace("'", '"').replace(" ", "").encode() for word in ("0123456789", "abcdefghij")
    )
    assert digits in data
    (tmp_path / "letters.onnx").write_bytes(data.replace(digits, letters))
    server = start("--model", str(tmp_path / "letters.onnx"), "--name", "clothes")
    assert "a network of digits" in server.post("/read", b"x").refused(422)
    assert server.get("/v2/models/clothes/ready").json["ready"]
    assert server.end()[0] == 0


def test_no_network_that_is_broken(cli, tmp_path):
    (tmp_path / "model.onnx").write_text("no network")
    assert "a text file" in cli("serve", "--workers", "2", "--port", "0", "--model", "model.onnx").said(2)


@pytest.mark.parametrize(("folder", "name"), [(b"m\xff", "m_"), (b"a (1)", "a__1_"), ("数字".encode(), "数字")])
def test_a_folder_gives_a_name_to_ask_by(start, tmp_path, folder, name):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/" + folder)
    Path(path).mkdir()
    shutil.copy(pretrained.path(), f"{path}/model.onnx")
    server = start("--model", path)
    assert server.get("/healthz").json["model"] == name
    assert server.get(f"/v2/models/{quote(name)}/ready").json["ready"]
    assert server.end()[0] == 0


def test_ipv6(start):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    from convscope.serving._sockets import is_local, listen, url_of

    with listen("::1", 0) as listening:
        assert url_of(listening).startswith("http://[::1]:")
        assert is_local(listening)
