"""What the desk says when it is busy."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from convscope.serving import Limits
from convscope.serving._desk import Desk
from convscope.serving._refusal import Refusal


class Never:
    """Hands that never end a job.

    Args:
        begins: after how many seconds they begin it; None if never.
    """

    at_once = 1

    def __init__(self, begins: float | None = None) -> None:
        self._begins = begins

    def submit(self, job: Any, begun: Any, left: Any) -> asyncio.Future[Any]:
        del job, left
        loop = asyncio.get_running_loop()
        if self._begins == 0:
            begun()
        elif self._begins is not None:
            loop.call_later(self._begins, begun)
        return loop.create_future()

    def close(self) -> None:
        """Have nothing to close."""


class Client:
    """One that stays."""

    async def receive(self) -> dict[str, str]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}


def refused(waiting: int, seconds: float, times: int, begins: float | None = None) -> list[Refusal]:
    """What so many requests, one after the other, are told at a desk where nothing gets done."""

    async def ask() -> list[Refusal]:
        desk: Desk[Any] = Desk(Never(begins), Limits(waiting=waiting, seconds=seconds), lambda *_: None)
        said = []
        for _ in range(times):
            with pytest.raises(Refusal) as caught:
                await desk.do(Client(), None)  # type: ignore[arg-type]  # all that is asked of a request
            said.append(caught.value)
        return said

    return asyncio.run(ask())


def test_what_took_too_long_counts_in_when_to_come_again():
    late, full = refused(1, 1.2, 3)[1:]
    assert "not ready within 1.2 seconds" in late.sentence
    assert (late.retry_after, full.retry_after) == (2, 2)


@pytest.mark.parametrize(("waiting", "words"), [(1, "1 request is waiting already"), (2, "2 requests are waiting")])
def test_how_many_wait(waiting, words):
    assert words in refused(waiting, 0.01, waiting + 2)[-1].sentence


def test_what_takes_too_long_itself_is_not_told_to_come_again():
    (said,) = refused(1, 0.2, 1, begins=0)
    assert (said.status, said.retry_after) == (413, None)
    assert said.sentence.startswith("an answer may take at most 0.2 seconds; found a request that was worked on for 0.")
    assert said.sentence.endswith(" seconds and not done; send a smaller picture, or fewer")


@pytest.mark.parametrize("begins", [None, 0.2], ids=["never begun", "begun late"])
def test_what_waited_for_others_is_told_to_come_again(begins):
    (said,) = refused(1, 0.4, 1, begins=begins)
    assert (said.status, said.retry_after) == (503, 1)
    assert said.sentence == ("the service is busy: the answer was not ready within 0.4 seconds; try again in 1 second")
