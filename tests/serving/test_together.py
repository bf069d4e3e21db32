"""Asking the network once for several requests changes no answer, and one wrong request spoils no other."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from starlette.responses import Response

from convscope.glass import LOGITS, PROBABILITIES
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


def test_requests_that_wait_are_asked_together(server, reader, digits):
    """Many at once through the real service: every client gets its own digit's answer."""
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
