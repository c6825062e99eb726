"""Whatever happens on the way, every page that stays ends with the text that was written.

Random deltas, blocks and notices; pages that join, leave, rejoin and stop acknowledging; lost
lines between processes, an emptied Redis, crashes and the sweep after them.
"""

import asyncio
from typing import Any

import pytest
import redis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chatapp.relay import subscriber
from tests.chatapp.relay_world import CONVERSATION, Archive, Page, Process, settle, sweep

TEXTS = st.text(min_size=1, max_size=12)
STEPS = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


class Relay(RuleBasedStateMachine):
    """One conversation over one process or, with `redis_url`, two. Replies follow one another."""

    redis_url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.pages: list[Page] = []
        self.processes: list[Process] = []
        self.reply = 0
        self.blocks: list[dict[str, Any]] = []

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    @initialize()
    def start(self) -> None:
        if self.redis_url:
            with redis.Redis.from_url(self.redis_url) as client:
                client.delete(*[f"chatapp:frames:{reply}" for reply in range(1, 99)])
        self.archive = Archive()
        self.run(self._start())
        self.begin()

    async def _start(self) -> None:
        for name in ("one", "two") if self.redis_url else ("one",):
            self.processes.append(Process(name, self.archive, self.redis_url))

    def begin(self) -> None:
        """The next reply, written by the first living process."""
        self.reply += 1
        self.blocks = []
        self.emptied_at = -1
        self.writer = next(process for process in self.processes if process.alive)
        self.archive.begin(self.reply, self.writer.hub.process)
        self.run(self._begin())

    async def _begin(self) -> None:
        self.feed = self.writer.hub.open(CONVERSATION, {"id": self.reply, "state": "streaming"})
        for page in self.pages:  # as the `turn` frame makes them
            if page.watcher.conversation is not None:
                page.watcher.catch_up(self.reply)

    async def _now(self, act: Any, *arguments: Any) -> None:
        act(*arguments)

    # --- Claude writes ---

    @rule(kind=st.sampled_from(["text", "thinking"]), texts=st.lists(TEXTS, max_size=8))
    def write(self, kind: str, texts: list[str]) -> None:
        index = len(self.blocks) - 1
        if texts and (index < 0 or self.blocks[index]["type"] != kind):
            self.blocks.append({"type": kind, "text": ""})
            index += 1
        for text in texts:
            self.blocks[index]["text"] += text
            self.run(self._now(self.feed.delta, kind, index, text))

    @rule(count=st.integers(100, 400))
    def write_much(self, count: int) -> None:
        """Enough frames to close a window."""

        async def write() -> None:
            for number in range(count):
                self.feed.delta("text", index, f"{number} ")
                self.feed.flush()

        if not self.blocks or self.blocks[-1]["type"] != "text":
            self.blocks.append({"type": "text", "text": ""})
        index = len(self.blocks) - 1
        self.blocks[-1]["text"] += "".join(f"{number} " for number in range(count))
        self.run(write())

    @rule(value=TEXTS)
    def call_a_tool(self, value: str) -> None:
        self.blocks.append({"type": "tool_use", "id": "t", "name": "n", "input": {"v": value}})
        self.run(self._now(self.feed.block, dict(self.blocks[-1])))

    @rule()
    def notice(self) -> None:
        self.run(self._now(self.feed.notice, "retrying", "Wait."))

    @rule()
    def checkpoint(self) -> None:
        self.run(self._now(self.feed.flush))
        number = self.feed.transcript.number
        self.archive.write(self.reply, self.feed.transcript.blocks(), number, ended=False)

    @rule()
    def finish(self) -> None:
        self.run(self._finish())
        self.begin()

    async def _finish(self) -> None:
        self.feed.flush()
        number = self.feed.transcript.number
        self.archive.write(self.reply, self.blocks, number, ended=True)
        self.feed.finish(self.archive.replies[self.reply].message)
        self.writer.hub.feeds.pop(self.reply)

    # --- People watch ---

    @rule(where=st.integers(0, 1))
    def join(self, where: int) -> None:
        living = [process for process in self.processes if process.alive]
        page = self.run(self._open(living[where % len(living)]))
        self.pages.append(page)

    async def _open(self, process: Process) -> Page:
        page = Page(process)
        await page.watch()
        return page

    @precondition(lambda self: self.pages)
    @rule(which=st.integers(0, 99))
    def rejoin(self, which: int) -> None:
        self.run(self.pages[which % len(self.pages)].watch())

    @precondition(lambda self: self.pages)
    @rule(which=st.integers(0, 99))
    def leave(self, which: int) -> None:
        self.run(self._now(self.pages.pop(which % len(self.pages)).leave))

    @precondition(lambda self: self.pages)
    @rule(which=st.integers(0, 99))
    def pause(self, which: int) -> None:
        self.pages[which % len(self.pages)].acks = False

    @precondition(lambda self: self.pages)
    @rule(which=st.integers(0, 99))
    def wake(self, which: int) -> None:
        page = self.pages[which % len(self.pages)]
        page.acks = True
        self.run(self._now(page.ack))

    @rule()
    def quiet(self) -> None:
        """When nothing more comes, nobody lacks anything."""
        self.run(self._now(self.feed.flush))
        self.run(settle(self.processes))
        for page in self.pages:
            if page.acks and not self.emptied:
                assert page.replies[self.reply].blocks == self.blocks
        if self.redis_url and self.feed.shown and not self.emptied:
            stored = self.run(self.writer.hub.stored(self.reply))
            assert stored.blocks() == self.blocks

    # --- Things break ---

    @precondition(lambda self: self.redis_url)
    @rule()
    def lose_the_lines(self) -> None:
        with redis.Redis.from_url(self.redis_url) as client:
            client.client_kill_filter(_type="pubsub")

    @precondition(lambda self: self.redis_url)
    @rule()
    def empty_redis(self) -> None:
        """It is mended by the next frame."""
        self.run(settle(self.processes))
        with redis.Redis.from_url(self.redis_url) as client:
            client.flushall()
        self.emptied_at = self.feed.transcript.number

    @property
    def emptied(self) -> bool:
        """Whether Redis has lost this reply, and no frame has come since."""
        return self.feed.transcript.number == self.emptied_at

    @precondition(lambda self: len([p for p in self.processes if p.alive]) > 1)
    @rule()
    def crash(self) -> None:
        """The writer dies. What its pages have seen must be kept; the pages elsewhere go on."""
        self.run(settle(self.processes))
        seen = self.archive.replies[self.reply].message["blocks"]
        seen = self.feed.transcript.blocks(self.feed.shown) if self.feed.shown else seen
        self.run(self.writer.crash())
        self.pages = [page for page in self.pages if page.process.alive]
        survivor = next(process for process in self.processes if process.alive)
        kept = self.run(sweep(survivor, self.reply))
        if not self.emptied:
            assert text_of(kept) == text_of(seen)
        self.blocks = kept
        self.run(settle(self.processes))
        self.check_pages()
        self.begin()

    # --- At the end ---

    def check_pages(self) -> None:
        for page in self.pages:
            painted = page.replies.get(self.reply)
            if painted is not None or page.acks:
                assert painted is not None
                assert painted.ended
                assert painted.blocks == self.blocks

    def teardown(self) -> None:
        try:
            if self.reply and self.writer.alive:
                for page in self.pages:
                    page.acks = True
                    self.run(self._now(page.ack))
                self.run(settle(self.processes))
                self.run(self._finish())
                self.run(settle(self.processes))
                self.check_pages()
        finally:
            self.run(self._close())
            self.runner.close()

    async def _close(self) -> None:
        for page in self.pages:
            page.leave()
        for process in self.processes:
            if process.alive:
                await process.hub.backend.close()


def text_of(blocks: list[dict[str, Any]]) -> str:
    return "".join(block.get("text", "") for block in blocks)


@pytest.fixture(autouse=True)
def _quick(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TURN_COALESCE_SECONDS = 0.0
    monkeypatch.setattr(subscriber, "RECONNECT_SECONDS", 0.01)


def test_every_page_ends_with_the_text_in_one_process():
    run_state_machine_as_test(Relay, settings=STEPS)


@pytest.mark.redis
def test_every_page_ends_with_the_text_over_two_processes(redis_url: str):
    machine = type("RelayOnRedis", (Relay,), {"redis_url": redis_url})
    run_state_machine_as_test(machine, settings=settings(STEPS, max_examples=25))
