"""A request's body, taken in within limits: of bytes, of time, and of what all requests hold together."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from convscope.serving._refusal import BUSY, TOO_LARGE, WRONG_KIND, ClientGoneError, Refusal, wrong

if TYPE_CHECKING:
    from starlette.requests import Request

    from convscope.serving._limits import Limits

_WINDOW_BITS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
_PIECE = 1 << 14
_SLOW = 408
# Most clients look for an answer only when they have sent everything, so what is too large is read and dropped
# for so long and so much, before they are told.
_LINGER_SECONDS, _LINGER_BODIES = 3.0, 5


class Intake:
    """Takes in bodies, and counts the bytes that are held."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held = 0

    @contextlib.asynccontextmanager
    async def body(self, request: Request) -> AsyncIterator[bytes]:
        """Give a request's whole body; its bytes count as held until the block ends.

        Raises:
            Refusal: the body is too large (413), too slow (408), or others fill the room (503).
            ClientGoneError: the client left.
        """
        chunks: list[bytes] = []
        size = 0
        try:
            try:
                async with asyncio.timeout(self._limits.seconds):
                    async for chunk in self._chunks(request):
                        chunks.append(chunk)
                        size += len(chunk)
            except TimeoutError:
                raise Refusal(
                    _SLOW,
                    f"a request's body must arrive within {self._limits.seconds:g} seconds; "
                    f"found {size:,} bytes of it; send it faster, or less",
                    close=True,
                ) from None
            body = b"".join(chunks)
            chunks.clear()
            yield body
        finally:
            self._held -= size

    async def _chunks(self, request: Request) -> AsyncIterator[bytes]:
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self._limits.body:
            raise _too_large(self._limits.body, close=await self._linger(request, 0))
        size, more = 0, True
        while more:
            message = await request.receive()
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            chunk, more = message.get("body", b""), message.get("more_body", False)
            size += len(chunk)
            if size > self._limits.body:
                raise _too_large(self._limits.body, close=await self._linger(request, size, more=more))
            if self._held + len(chunk) > self._limits.held:
                raise Refusal(
                    BUSY, "too many bodies are being received; try again in a second", retry_after=1, close=more
                )
            self._held += len(chunk)
            yield chunk

    async def _linger(self, request: Request, size: int, *, more: bool = True) -> bool:
        """Read for a while what the client goes on sending, and tell whether there is more still."""
        if request.headers.get("expect", "").lower() != "100-continue" or size:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LINGER_SECONDS):
                    while more and size <= _LINGER_BODIES * self._limits.body:
                        message = await request.receive()
                        if message["type"] == "http.disconnect":
                            raise ClientGoneError
                        size += len(message.get("body", b""))
                        more = message.get("more_body", False)
        return more


def _too_large(limit: float, *, close: bool = False) -> Refusal:
    return Refusal(
        TOO_LARGE,
        f"a request's body may have at most {limit / 1e6:g} MB; found more; send a smaller picture, or fewer",
        close=close,
    )


def unpacked(body: bytes, encoding: str, limit: float) -> bytes:
    """Undo a body's Content-Encoding, one of gzip and deflate; never more than `limit` bytes.

    Raises:
        Refusal: it is packed in another way (415), wrongly (422), or holds more (413).
    """
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return body
    if encoding not in _WINDOW_BITS:
        raise Refusal(WRONG_KIND, f"a body may be packed with gzip or deflate; found {encoding!r}; send it as it is")
    try:
        return _unpacked_members(body, encoding, int(limit))
    except zlib.error as error:
        found = f"{encoding} that is damaged: {error}"
        raise wrong("a body must be packed as it says", found=found, todo="pack it again") from error


def _unpacked_members(body: bytes, encoding: str, limit: int) -> bytes:
    """Unpack a body piece by piece: gzip may have several members, and each leaves a copy of what follows it."""
    plain, unpacker = bytearray(), zlib.decompressobj(_WINDOW_BITS[encoding])
    for start in range(0, len(body), _PIECE):
        piece = body[start : start + _PIECE]
        while piece:
            if unpacker.eof and encoding == "deflate":
                found = "bytes behind the end of its deflate"
                raise wrong("a body must be packed as it says", found=found, todo="pack it again")
            if unpacker.eof:
                unpacker = zlib.decompressobj(_WINDOW_BITS[encoding])
            plain += unpacker.decompress(piece, limit + 1 - len(plain))
            if len(plain) > limit:
                raise _too_large(limit)
            piece = unpacker.unused_data
    if not unpacker.eof:
        raise wrong("a body must be whole", found=f"{encoding} that ends too early", todo="send it again")
    return bytes(plain)
