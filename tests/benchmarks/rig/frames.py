"""Frames that people would feel, and what the longest one was made of."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from playwright.async_api import Browser, Page

FRAME_MS = 50
Row = tuple[str, str, str]
TASKS = {"RunTask", "ThreadControllerImpl::RunTask"}
MARK = "frames are counted"  # tells the page's thread from those of the browser's own pages


@contextlib.asynccontextmanager
async def frames(page: Page, what: str, rows: list[Row]) -> AsyncIterator[None]:
    """Counts the frames of more than 50 ms that fall into the body, as the page reports them.

    They are wall time, and so is what they consist of. The CPU time beside them is that of the
    page's dearest task by the browser's own trace: it is the same on a machine that is busy.
    """
    browser = page.context.browser
    assert browser is not None
    trace = Trace(browser)
    await page.evaluate("() => window.bench.begin()")
    await trace.begin()
    await page.evaluate("(mark) => performance.mark(mark)", MARK)
    yield
    long = await page.evaluate("() => window.bench.long()")
    cost = f"dearest task {await trace.dearest_ms():.0f} ms of CPU"
    rows.append((f"frames: {what}", f"{described(long)}; {cost}", f"< {FRAME_MS} ms"))


def described(long: list[dict[str, float]]) -> str:
    """The longest of those frames and how many there were."""
    if not long:
        return f"none over {FRAME_MS} ms"
    worst = max(long, key=lambda frame: frame["duration"])
    parts = f"script {worst['script']:.0f}, style to paint {worst['style']:.0f}"
    return f"worst {worst['duration']:.0f} ms ({parts}), {len(long)} over {FRAME_MS} ms"


class Trace:
    """What the page's main thread does, task by task: the one on which `MARK` was set."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._events: list[dict[str, Any]] = []
        self._complete = asyncio.Event()

    async def begin(self) -> None:
        self._session = await self._browser.new_browser_cdp_session()
        self._session.on("Tracing.dataCollected", lambda data: self._events.extend(data["value"]))
        self._session.on("Tracing.tracingComplete", lambda _: self._complete.set())
        categories = ["toplevel", "blink.user_timing"]
        config = {"includedCategories": categories, "recordMode": "recordContinuously"}
        await self._session.send(
            "Tracing.start", {"transferMode": "ReportEvents", "traceConfig": config}
        )

    async def dearest_ms(self) -> float:
        """Ends it; the CPU time of the dearest task."""
        await self._session.send("Tracing.end")
        await self._complete.wait()
        await self._session.detach()
        threads = {(event["pid"], event["tid"]) for event in self._events if event["name"] == MARK}
        spent = (
            event.get("tdur", 0)
            for event in self._events
            if event["name"] in TASKS and (event["pid"], event["tid"]) in threads
        )
        return float(max(spent, default=0)) / 1000
