"""Load the service: many clients at once, a tenth of them sending rubbish or leaving; every good answer is checked.

    python benchmarks/serve_load.py [--model RUN] [--clients 64] [--seconds 60] [--workers 2] [--only read]

Starts `convscope serve` on a free port, asks it what `Reader` and `GlassModel` have answered offline, and ends with 1
when an answer differs, when anything but a deliberate 503 has a status of 500 or above, or when memory grows. The
clients run in one process on the same machine, so they take their share of its cores.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import enum
import io
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from convscope import datasets
from convscope._machine import machine
from convscope.reading import Reader, prepare_single

FAMILIES = ("infer", "predict", "read", "tensorflow")
_PAGE = re.compile(rb"on http://127\.0\.0\.1:(\d+),")


@dataclasses.dataclass(frozen=True)
class Answer:
    """A response."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclasses.dataclass(frozen=True)
class Question:
    """A good request, and what must come back."""

    family: str
    request: bytes
    wanted: Any
    given: Callable[[Any], Any]

    def is_right(self, answer: Answer) -> bool:
        """Tell whether an answer says what was found offline, to the last digit."""
        return bool(self.given(json.loads(answer.body)) == self.wanted)


def page(images: np.ndarray, choose: random.Random) -> bytes:
    """Return a page of two lines of MNIST's test digits, dark on light, as a JPEG."""
    sheet = np.full((260, 520), 235, np.uint8)
    for row in range(2):
        for column in range(5):
            digit = images[choose.randrange(len(images))].repeat(3, axis=0).repeat(3, axis=1)
            top, left = 20 + 120 * row, 20 + 98 * column
            sheet[top : top + 84, left : left + 84] = 235 - digit // 4 * 3
    buffer = io.BytesIO()
    Image.fromarray(sheet).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def picture(image: np.ndarray) -> bytes:
    """Return a digit as a PNG."""
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "PNG")
    return buffer.getvalue()


def post(path: str, body: bytes, kind: str) -> bytes:
    """Return a request as it is sent."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def questions(reader: Reader, name: str, only: str | None) -> list[Question]:
    """Return twenty questions of each family, with the answers found here and now."""
    choose = random.Random(7)  # noqa: S311 - the same pages each time
    images = datasets.load("mnist").x_test[..., 0]
    model = reader.model
    asked: list[Question] = []
    for _ in range(20):
        sheet = page(images, choose)
        reading = reader.read(sheet).to_dict()
        asked.append(Question("read", post("/read", sheet, "image/jpeg"), reading, lambda body: body))
        image = images[choose.randrange(len(images))]
        drawn = prepare_single(Image.fromarray(image), model.info.shape).image
        row = [float(value) for value in model.predict(drawn[None])[0]]
        request = post("/predict", picture(image), "image/png")
        asked.append(Question("predict", request, row, lambda body: body["predictions"][0]["probabilities"]))
        rows = model.predict(image[None]).tolist()
        body = json.dumps({"instances": [image.tolist()]}).encode()
        request = post(f"/v1/models/{name}:predict", body, "application/json")
        asked.append(Question("tensorflow", request, rows, lambda body: body["predictions"]))
        tensor = {"name": "images", "datatype": "UINT8", "shape": [1, 28, 28, 1], "data": image.ravel().tolist()}
        request = post(f"/v2/models/{name}/infer", json.dumps({"inputs": [tensor]}).encode(), "application/json")
        asked.append(Question("infer", request, rows[0], lambda body: body["outputs"][0]["data"]))
    return [question for question in asked if only in {None, question.family}]


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> Answer:
    """Send a request and return its answer."""
    writer.write(request)
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {key.lower(): value.strip() for key, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Answer(int(head[0].split()[1]), headers, body)


class Rubbish(enum.Enum):
    """What clients do that should not."""

    NO_HTTP = enum.auto()
    NO_PICTURE = enum.auto()
    DAMAGED = enum.auto()
    NO_JSON = enum.auto()
    TOO_LARGE = enum.auto()
    HALF_SENT = enum.auto()
    GONE_AFTER_ASKING = enum.auto()


async def misbehave(port: int, kind: Rubbish, good: bytes, choose: random.Random) -> int:
    """Send rubbish of one kind, or leave; return the answer's status, 0 where none was waited for."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    noise = choose.randbytes(choose.randrange(1, 20_000))
    path = choose.choice(["/read", "/predict"])
    requests = {
        Rubbish.NO_HTTP: noise + b"\r\n\r\n",
        Rubbish.NO_PICTURE: post(path, noise, "image/png"),
        Rubbish.DAMAGED: post(path, b"\x89PNG\r\n\x1a\n" + noise + b"IEND\xaeB`\x82", "image/png"),
        Rubbish.NO_JSON: post("/predict", b'{"images": [[' + noise, "application/json"),
        Rubbish.TOO_LARGE: post(path, b"", "image/png").replace(b"Length: 0", b"Length: 99999999"),
        Rubbish.HALF_SENT: good[: choose.randrange(1, len(good))],
        Rubbish.GONE_AFTER_ASKING: good,
    }
    try:
        writer.write(requests[kind])
        await writer.drain()
        if kind in {Rubbish.HALF_SENT, Rubbish.GONE_AFTER_ASKING, Rubbish.TOO_LARGE}:
            await asyncio.sleep(choose.random() / 5)
            return 0
        line = await reader.readline()
        return int(line.split()[1]) if line else 0
    except (OSError, ValueError):
        return 0
    finally:
        writer.close()


@dataclasses.dataclass(frozen=True)
class Running:
    """A service."""

    process: subprocess.Popen[bytes]
    port: int

    def memory(self) -> float:
        """Return the megabytes that its processes have in memory, shared ones counted once."""
        total = 0
        for pid in (self.process.pid, *_children(self.process.pid)):
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1024


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextlib.contextmanager
def started(flags: list[str]) -> Iterator[Running]:
    """Start a service and end it."""
    command = [sys.executable, "-m", "convscope", "serve", "--port", "0", *flags]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        found = _PAGE.search(line)
        if found is None:
            raise SystemExit(line.decode() + process.stderr.read().decode())
        try:
            yield Running(process, int(found[1]))
        finally:
            process.terminate()
            for word in process.stderr:
                print(word.decode().rstrip(), file=sys.stderr)


class Tally:
    """What came of all requests."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}
        self.statuses: dict[int, int] = {}
        self.wrong: list[str] = []
        self.busy = self.rubbish = self.lost = 0

    def take(self, question: Question, answer: Answer, seconds: float) -> None:
        """Count an answer to a good request, and hold it against the offline one."""
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        if answer.status == 503 and "retry-after" in answer.headers:
            self.busy += 1
        elif answer.status != 200:
            self.wrong.append(f"{question.family}: {answer.status} {answer.body[:200]!r}")
        elif not question.is_right(answer):
            self.wrong.append(f"{question.family}: another answer than offline: {answer.body[:200]!r}")
        else:
            self.seconds.setdefault(question.family, []).append(seconds)


async def good_client(port: int, asked: list[Question], until: float, seed: int, tally: Tally) -> None:
    """Ask one question after the other on a connection that is kept."""
    choose = random.Random(seed)  # noqa: S311 - which question comes next is no secret
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        question = choose.choice(asked)
        start = time.perf_counter()
        try:
            answer = await ask(reader, writer, question.request)
        except (OSError, asyncio.IncompleteReadError):
            tally.lost += 1
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            continue
        tally.take(question, answer, time.perf_counter() - start)
        if answer.status == 503:
            await asyncio.sleep(float(answer.headers.get("retry-after", 1)))
    writer.close()


async def bad_client(port: int, asked: list[Question], until: float, seed: int, tally: Tally) -> None:
    """Send rubbish, or leave before the answer is there."""
    choose = random.Random(seed)  # noqa: S311
    while time.perf_counter() < until:
        kind = choose.choice(list(Rubbish))
        status = await misbehave(port, kind, choose.choice(asked).request, choose)
        tally.rubbish += 1
        if status >= 500 and status != 503:
            tally.wrong.append(f"rubbish of kind {kind.name} was answered with {status}")


async def load(running: Running, asked: list[Question], clients: int, seconds: float) -> tuple[Tally, list[float]]:
    """Let the clients go; return what came of it, and the service's memory in MB, once a second."""
    tally, memory = Tally(), []
    until = time.perf_counter() + seconds

    async def watch() -> None:
        while time.perf_counter() < until:
            memory.append(running.memory())
            await asyncio.sleep(1)

    bad = round(clients / 10)
    jobs = [bad_client(running.port, asked, until, seed, tally) for seed in range(bad)]
    jobs += [good_client(running.port, asked, until, seed, tally) for seed in range(bad, clients)]
    await asyncio.gather(watch(), *jobs)
    return tally, memory


def report(tally: Tally, memory: list[float], seconds: float) -> bool:
    """Print the figures; return whether all is well."""
    print(f"{'':10}{'answers':>9}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}")
    everything = [each for times in tally.seconds.values() for each in times]
    for family, times in [*sorted(tally.seconds.items()), ("all", everything)]:
        times.sort()
        p50, p99 = (1000 * times[min(len(times) - 1, int(share * len(times)))] for share in (0.5, 0.99))
        print(f"{family:10}{len(times):9,}{len(times) / seconds:10.1f}{p50:9.1f}{p99:9.1f}")
    warm = memory[len(memory) // 3 :]
    half = len(warm) // 2
    first, last = (sum(part) / len(part) for part in (warm[:half], warm[half:]))
    flat = last - first < 0.05 * first
    print(f"{tally.rubbish:,} requests of rubbish; {tally.busy:,} deliberate 503; {tally.lost} connections lost")
    print(f"memory: {first:.0f} MB in the middle third, {last:.0f} MB in the last; highest {max(memory):.0f} MB")
    print(f"answers that differ from the offline ones, or should not be: {len(tally.wrong)}")
    for line in tally.wrong[:10]:
        print(f"  {line}")
    return flat and not tally.wrong and not tally.lost


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="a run's folder or a glass model's file")
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, help="requests a worker works on at once")
    parser.add_argument("--max-batch", type=int, help="small requests the network is asked for at once")
    parser.add_argument("--only", choices=FAMILIES, help="ask only this")
    arguments = parser.parse_args()
    reader = Reader(arguments.model)
    name = "digits" if arguments.model is None else Path(arguments.model).stem
    asked = questions(reader, name, arguments.only)
    flags = ["--workers", str(arguments.workers)]
    flags += [] if arguments.model is None else ["--model", str(arguments.model)]
    flags += [] if arguments.threads is None else ["--threads", str(arguments.threads)]
    flags += [] if arguments.max_batch is None else ["--max-batch", str(arguments.max_batch)]
    with started(flags) as running:
        tally, memory = asyncio.run(load(running, asked, arguments.clients, arguments.seconds))
    print(json.dumps(machine()))
    print(f"{arguments.clients} clients, {arguments.seconds:g} seconds, {arguments.workers} workers")
    return 0 if report(tally, memory, arguments.seconds) else 1


if __name__ == "__main__":
    sys.exit(main())
