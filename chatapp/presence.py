"""The sockets open in this process: who is here, by which sign-in."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in of a person: its session key, and the hash that a new password would change."""

    user_id: int
    session: str
    auth_hash: str


class Socket(Protocol):
    """What is known of an open socket."""

    sign_in: SignIn
    language: str

    def show(self, frame: str) -> None:
        """Writes an encoded frame, unless the socket has gone meanwhile."""

    async def dismiss(self, code: str) -> None:
        """Says why the person may not be here any more, and closes."""


_sockets: dict[SignIn, set[Socket]] = {}


def arrived(socket: Socket) -> None:
    """A signed-in person opened a socket."""
    _sockets.setdefault(socket.sign_in, set()).add(socket)


def left(socket: Socket) -> None:
    """A socket has gone."""
    of_sign_in = _sockets.get(socket.sign_in, set())
    of_sign_in.discard(socket)
    if not of_sign_in:
        _sockets.pop(socket.sign_in, None)


def sign_ins() -> set[SignIn]:
    """The sign-ins that hold sockets open here."""
    return set(_sockets)


def sockets(sign_in: SignIn) -> list[Socket]:
    """The open sockets of one sign-in."""
    return list(_sockets.get(sign_in, ()))
