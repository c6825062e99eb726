"""A clock that jumps: whoever sleeps wakes at once, and the time has passed."""

import asyncio
import time
from dataclasses import dataclass, field

import pytest


@dataclass(slots=True)
class Clock:
    """`slept_seconds` are the waits that were asked for; `ahead_seconds` the time skipped."""

    slept_seconds: list[float] = field(default_factory=list)
    ahead_seconds: float = 0.0

    def pass_seconds(self, seconds: float) -> None:
        self.ahead_seconds += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    jumping = Clock()
    really, nap = time.monotonic, asyncio.sleep

    async def sleep(seconds: float) -> None:
        if seconds > 0:
            jumping.slept_seconds.append(seconds)
            jumping.pass_seconds(seconds)
        await nap(0)

    monkeypatch.setattr(time, "monotonic", lambda: really() + jumping.ahead_seconds)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    return jumping
