"""Asking the network once for several requests changes no answer, and one wrong request spoils no other."""

from __future__ import annotations

import asyncio
import functools
import math
import threading
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from starlette.responses import Response

from convscope.glass import LOGITS, PROBABILITIES
from convscope.serving._hands import AllTogether
from convscope.serving._refusal import Refusal
from convscope.serving._together import Asked, run_together


def ask(images, *wanted, seen):
    def answer(outputs):
        seen.append({name: np.array(values) for name, values in outputs.items()})
        return Response(str(len(seen)))

    return lambda: Asked(np.asarray(images), frozenset(wanted), answer)


def test_each_gets_its_own(reader, digits):
    seen: list[dict[str, np.ndarray]] = []
    parts = [digits[:3], digits[3:4], digits[4:4], digits[4:9].astype(np.float64), digits[9:10, ..., 0]]
    wanted = [(PROBABILITIES,), (LOGITS,), (PROBABILITIES,), (LOGITS, PROBABILITIES), (PROBABILITIES,)]
    jobs = [ask(part, *names, seen=seen) for part, names in zip(parts, wanted, strict=True)]
    results = run_together(reader.model, jobs)
    assert all(isinstance(result, Response) for result in results)
    for part, names, outputs in zip(parts, wanted, seen, strict=True):
        assert set(outputs) == set(names)
        ways = {PROBABILITIES: reader.model.predict, LOGITS: reader.model.logits}
        for name in names:
            assert np.allclose(outputs[name], ways[name](part), rtol=0, atol=1e-6)


@pytest.mark.parametrize("wrong", [[[300.0] * 28] * 28, [[0.5] * 28] * 28, [1.0]])
def test_a_wrong_one_spoils_no_other(reader, digits, wrong):
    seen: list[dict[str, np.ndarray]] = []
    bad = np.asarray(wrong, np.float32)
    bad = bad.reshape(1, 28, 28, 1) if bad.size == 784 else bad

    def broken():
        raise Refusal(422, "no numbers")

    jobs = [
        ask(digits[:1], PROBABILITIES, seen=seen),
        ask(bad, PROBABILITIES, seen=[]),
        broken,
        ask(digits[1:3], PROBABILITIES, seen=seen),
    ]
    results = run_together(reader.model, jobs)
    assert [type(result) for result in results] == [Response, Refusal, Refusal, Response]
    assert np.allclose(seen[1][PROBABILITIES], reader.model.predict(digits[1:3]), rtol=0, atol=1e-6)


class Network:
    """A network that notes of how many images it is asked, and waits to be let go on at the first time.

    Args:
        most: of more images it raises `error`.
    """

    info = SimpleNamespace(shape=(28, 28, 1))

    def __init__(self, most: float = math.inf, error: type[Exception] = MemoryError) -> None:
        self.asked: list[int] = []
        self.begun, self.go_on = threading.Event(), threading.Event()
        self._most, self._error = most, error

    def predict(self, images: np.ndarray) -> np.ndarray:
        self.asked.append(len(images))
        self.begun.set()
        assert self.go_on.wait(10)
        if len(images) > self._most:
            raise self._error
        return np.zeros((len(images), 10), np.float32)

    logits = predict


def sizes_of_answers(network: Network, sizes: list[int], *, most: int = 32) -> list[int | Exception]:
    """Ask for so many images each while the first request is worked on; return how many rows each got, or its error."""
    left: list[int] = []

    def job(size: int) -> Asked:
        images = np.zeros((size, 28, 28, 1), np.uint8)
        return Asked(images, frozenset({PROBABILITIES}), lambda outputs: Response(str(len(outputs[PROBABILITIES]))))

    async def ask() -> list[Response | BaseException]:
        hands: Any = AllTogether(network, most)  # type: ignore[arg-type]  # what is asked of one
        try:
            futures = []
            for index, size in enumerate(sizes):
                futures.append(
                    hands.submit(functools.partial(job, size), lambda: None, functools.partial(left.append, index))
                )
                await asyncio.to_thread(network.begun.wait, 10)
            network.go_on.set()
            found = await asyncio.wait_for(asyncio.gather(*futures, return_exceptions=True), 10)
            again = hands.submit(functools.partial(job, 1), lambda: None, lambda: None)
            assert (await asyncio.wait_for(again, 10)).body == b"1", "the thread lives"
            return found
        finally:
            network.go_on.set()
            hands.close()

    found = asyncio.run(ask())
    assert sorted(left) == list(range(len(sizes))), "no place stays taken"
    return [int(one.body) if isinstance(one, Response) else one for one in found]  # type: ignore[misc]  # no BaseException


def test_requests_that_wait_are_asked_together():
    network = Network()
    assert sizes_of_answers(network, [1, 2, 1, 3, 1, 2], most=3) == [1, 2, 1, 3, 1, 2]
    assert network.asked == [1, 2 + 1 + 3, 1 + 2, 1], "what waits, three requests at once"


@pytest.mark.parametrize(("error", "status"), [(MemoryError, 503), (ZeroDivisionError, 422)])
def test_an_error_of_the_network_is_told_to_whom_it_belongs(error, status, capsys):
    network = Network(1, error)
    first, second, third = sizes_of_answers(network, [1, 1, 2])
    assert (first, second) == (1, 1)
    assert isinstance(third, Refusal)
    assert third.status == status
    assert len(capsys.readouterr().err.splitlines()) == (error is not MemoryError)


def test_an_error_of_the_service_itself_is_told_to_all(monkeypatch):
    network = Network()
    real = run_together

    def broken(model, jobs):
        if len(jobs) > 1:
            raise MemoryError
        return real(model, jobs)

    monkeypatch.setattr("convscope.serving._hands.run_together", broken)
    first, *others = sizes_of_answers(network, [1, 1, 1])
    assert first == 1
    assert [other.status for other in others if isinstance(other, Refusal)] == [503, 503]


def test_many_at_once_get_their_own_answers(server, reader, digits):
    """Through the real service."""
    wrong = []

    def client(index):
        for _ in range(10):
            answer = server.post("/predict", {"images": digits[index].tolist()})
            row = reader.model.predict(digits[index][None])[0]
            if not np.allclose(answer.json["predictions"][0]["probabilities"], row, rtol=0, atol=1e-6):
                wrong.append(index)

    clients = [threading.Thread(target=client, args=(index,)) for index in range(16)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    assert wrong == []
