"""`kill -9` of a web process in the middle of a reply: what was shown, what was kept.

Used by the tests (a few kills) and by `scripts/bench kill9` (a hundred).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.chatapp.tab import Shown, Tab
from tests.chatapp.upstream import words
from tests.chatapp.visitors import Visitor

COUNT, PAUSE_MS = 1500, 8
SAMPLE_SECONDS = 0.02


@dataclass(frozen=True)
class Verdict:
    """One kill. `seconds_lost` is the age of the last text that was kept, at the kill."""

    shown: str
    kept: str
    state: str
    seconds_lost: float
    seconds_until_told: float
    continued: str

    def is_whole(self) -> bool:
        """What was kept is a beginning of the reply, marked interrupted, and goes on."""
        beginning = words(COUNT).startswith(self.kept)
        return beginning and self.state == "interrupted" and self.continued == "complete"


async def kill_in_mid_stream(
    visitor: Visitor,
    url: str,
    after_seconds: float,
    kill: Callable[[], Awaitable[str]],
) -> Verdict:
    """Asks at `url`, calls `kill` so long after the first word, and looks where `kill` says."""
    tab = await visitor.open_tab(url)
    reply = await tab.send(f"count {COUNT} every {PAUSE_MS}")
    await tab.shows(reply, " ")
    history = await sampled(tab, reply, after_seconds)
    killed = time.monotonic()
    elsewhere = await kill()
    await tab.gone()
    shown = tab.replies[reply].text
    later = await visitor.open_tab(elsewhere)
    later.replies = {reply: Shown()}  # reloaded: what was shown last need not have been kept
    await later.watch(str(tab.conversation))
    ended = await later.finished(reply)
    told = time.monotonic()
    more = await later.begin(type="continue", message=reply) if ended.text else None
    continued = (await later.finished(more)).state if more else "complete"
    await later.close()
    newer = [at for at, length in history if length > len(ended.text)]
    return Verdict(
        shown=shown,
        kept=ended.text,
        state=ended.state,
        seconds_lost=max(0.0, killed - newer[0]) if newer else 0.0,
        seconds_until_told=told - killed,
        continued=continued,
    )


async def sampled(tab: Tab, reply: int, seconds: float) -> list[tuple[float, int]]:
    """How long the text on the screen was, at which time."""
    history = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        history.append((time.monotonic(), len(tab.replies[reply].text)))
        await asyncio.sleep(SAMPLE_SECONDS)
    return history
