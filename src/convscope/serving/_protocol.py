"""uvicorn's HTTP, with two rules more: nobody keeps a connection without saying something, and errors are JSON."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from convscope.serving._refusal import problem_bytes

_HEAD_SECONDS = 15.0
_WRONG = 400


class PatientProtocol(H11Protocol):
    """One connection.

    uvicorn closes a connection on which nothing follows an answer, but waits for ever for the end of a head, and
    reads for ever what follows a head that has been answered already. Here both must come to an end.
    """

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn's own
        """Begin."""
        super().connection_made(transport)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._stop_watching()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what the client sent."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Go on after an answer."""
        super().on_response_complete()
        self._watch()

    def send_400_response(self, msg: str) -> None:
        """Say that this is no HTTP."""
        del msg
        body = problem_bytes("a request must be HTTP; found something else; see /docs")
        headers = [
            ("content-type", "application/json"),
            ("content-length", str(len(body))),
            ("connection", "close"),
        ]
        try:
            for event in (h11.Response(status_code=_WRONG, headers=headers), h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        except h11.LocalProtocolError:
            pass  # the answer to what came before has begun already
        self.transport.close()

    def _watch(self) -> None:
        """Keep the time while no request is being answered."""
        if not getattr(self.cycle, "response_complete", True):
            self._stop_watching()
        elif self._late is None and not self.transport.is_closing():
            self._late = self.loop.call_later(_HEAD_SECONDS, self.timeout_keep_alive_handler)

    def _stop_watching(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
