"""No test leaves this machine: sockets to anything but loopback are refused, loudly."""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

HERE = {"", "localhost", "0.0.0.0", "::"}  # noqa: S104


class OutsideWorldRefused(RuntimeError):
    """A test wanted to leave the machine. No OSError, which the product would take as weather."""


def is_here(host: Any) -> bool:
    if host is None or host in HERE:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return name.endswith(".localhost")


def guarded(real: Callable[..., Any], host_of: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        host = host_of(*args, **kwargs)
        if not is_here(host):
            raise OutsideWorldRefused(f"{host!r}: tests may reach this machine only")
        return real(*args, **kwargs)

    return call


def peer(_: socket.socket, address: Any, *more: Any) -> Any:
    """The host in an address; a unix socket has none. `sendto` may carry flags before it."""
    target = more[-1] if more else address
    return target[0] if isinstance(target, tuple) else None


def asked(host: Any, *_: Any, **__: Any) -> Any:
    return host


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Guards connections, datagrams and name look-ups of this process."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, guarded(getattr(socket.socket, name), peer))
        patch.setattr(socket, "getaddrinfo", guarded(socket.getaddrinfo, asked))
        yield
