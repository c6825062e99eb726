"""A request's way through the line to a slot, and out again, whatever ends it."""

import asyncio
from typing import TYPE_CHECKING

from chatapp.limiting.grant import Grant, Want

if TYPE_CHECKING:
    from chatapp.limiting.gate import Gate


class Place:
    """Entered once, left once. `grant` is None while it waits; `refused` if it may not even wait.

    `ahead` requests go first; `why` it waits (`slots`, `pace`, `down`); `seconds` for about how
    long still, 0 if nobody knows.
    """

    def __init__(self, gate: "Gate", want: Want) -> None:
        self.want = want
        self.grant: Grant | None = None
        self.refused = False
        self.ahead = 0
        self.why = ""
        self.seconds = 0.0
        self._gate = gate
        self._news = asyncio.Event()
        self._entering: asyncio.Task[None] | None = None

    async def enter(self) -> None:
        """One round trip: to a slot, into the line, or refused. May be cancelled; then leave."""
        self._entering = asyncio.ensure_future(self._gate.enter(self))
        await asyncio.shield(self._entering)

    async def news(self) -> None:
        """Waits until it is this one's turn, or its place has changed; told once a second."""
        await self._news.wait()
        self._news.clear()

    async def leave(self) -> None:
        """Gives the slot or the place back. To be shielded; happens once however often called."""
        if self._entering is not None:
            await asyncio.wait({self._entering})
            self._entering = None
            if not self.refused:
                await self._gate.leave(self)

    def let_in(self, grant: Grant) -> None:
        """It is this one's turn."""
        self.grant = grant
        self._news.set()

    def stands(self, ahead: int, why: str, seconds: float) -> None:
        """How the place is now."""
        self.ahead, self.why, self.seconds = ahead, why, seconds
        self._news.set()
