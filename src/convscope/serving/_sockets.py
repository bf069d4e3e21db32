"""The address that the service listens on."""

from __future__ import annotations

import errno
import ipaddress
import socket

from convscope._errors import InputError

_BACKLOG = 1024
_HIGHEST_PORT = 65535


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Args:
        host: a name or an address of this machine.
        port: 1 to 65535; 0 takes a free one.

    Raises:
        InputError: the port is taken, or the address is not this machine's.
    """
    if not 0 <= port <= _HIGHEST_PORT:
        raise InputError(f"a port must be 0 to {_HIGHEST_PORT}", found=port, todo="leave it out for 8000")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise _wrong_host(host, error) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listening.close()
        code = getattr(error, "errno", None)
        if code == errno.EADDRINUSE:
            raise InputError(
                "the port must be free",
                found=f"{host}:{port} in use",
                todo="end what uses it, or give another: --port 8001 (0 takes a free one)",
            ) from error
        if code in {errno.EACCES, errno.EPERM}:
            raise InputError(
                "the port must be one that you may use", found=port, todo="take one above 1023: --port 8000"
            ) from error
        raise _wrong_host(host, error) from error
    return listening


def url_of(listening: socket.socket) -> str:
    """Return the address as a browser takes it."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_local(listening: socket.socket) -> bool:
    """Tell whether only this machine can connect."""
    return ipaddress.ip_address(listening.getsockname()[0].partition("%")[0]).is_loopback


def _wrong_host(host: str, error: Exception) -> InputError:
    return InputError(
        "the host must be an address of this machine",
        found=f"{host!r} ({getattr(error, 'strerror', None) or error})",
        todo="use 127.0.0.1, or 0.0.0.0 for all of them",
    )
