"""The relay between two processes: what travels, and what happens when Redis goes away."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis
from pytest_django import Settings

from chatapp.relay import subscriber
from chatapp.relay.redis import RedisBackend
from tests.chatapp.relay_world import CONVERSATION, Archive, Page, Process, settle
from tests.servers.packages import program
from tests.servers.process import ServerProcess, free_port

pytestmark = pytest.mark.redis


@pytest.fixture(autouse=True)
def _quick(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TURN_COALESCE_SECONDS = 0.0
    monkeypatch.setattr(subscriber, "RECONNECT_SECONDS", 0.01)
    monkeypatch.setattr("chatapp.relay.redis.RECONNECT_SECONDS", 0.0)


class OwnRedis:
    """A Redis of one test, that can be ended and started again, empty."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ("--bind", "127.0.0.1", "--port", str(self.port), "--save", "")
        argv: list[str | Path] = [program("redis-server"), *options]
        self.server = ServerProcess(argv, env=os.environ, log=self.folder / "redis.log")
        self.server.wait_until_up(self.answers)

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    running = OwnRedis(tmp_path)
    running.start()
    yield running
    running.server.kill()


@pytest.fixture
async def pair(own_redis: OwnRedis) -> AsyncIterator[list[Process]]:
    """A process that writes and another one, with a reply that has begun."""
    archive = Archive()
    pair = [Process(name, archive, own_redis.url) for name in ("one", "two")]
    archive.begin(1, "one")
    pair[0].hub.open(CONVERSATION, {"id": 1, "state": "streaming"})
    await settle(pair)
    yield pair
    for process in pair:
        await process.hub.backend.close()


def followers(own_redis: OwnRedis) -> int:
    """How many processes get the reply's frames."""
    with redis.Redis.from_url(own_redis.url) as client:
        return int(client.pubsub_numsub("chatapp:reply:1")[0][1])


async def test_only_processes_with_a_watcher_get_the_frames(
    pair: list[Process], own_redis: OwnRedis
):
    one, two = pair
    assert followers(own_redis) == 0
    near, far, farther = Page(one), Page(two), Page(two)
    for page in (near, far, farther):
        await page.watch()
    assert followers(own_redis) == 1
    far.leave()
    await settle(pair)
    assert followers(own_redis) == 1
    farther.leave()
    await settle(pair)
    assert followers(own_redis) == 0
    near.leave()


async def test_a_reload_does_not_lose_the_line(pair: list[Process], own_redis: OwnRedis):
    """The old page leaves while the new one comes: unsubscribing must not overtake."""
    feed = pair[0].hub.feeds[1]
    page = Page(pair[1])
    await page.watch()
    for number in range(50):
        page.leave()
        page = Page(pair[1])
        await page.watch()
        feed.delta("text", 0, f"{number} ")
        await settle(pair)
        assert page.replies[1].blocks[-1]["text"].endswith(f"{number} ")
    page.leave()


async def test_frames_are_stored_before_they_are_shown(pair: list[Process], own_redis: OwnRedis):
    feed = pair[0].hub.feeds[1]
    page = Page(pair[0])
    await page.watch()
    await settle(pair)
    stored: list[int] = []

    async def look(text: str) -> None:
        with redis.Redis.from_url(own_redis.url) as client:
            stored.append(client.llen("chatapp:frames:1") - page.replies[1].number)
        await receive(text)

    receive, page.watcher._send = page.watcher._send, look
    for number in range(20):
        feed.delta("text", 0, f"{number} ")
        await asyncio.sleep(0)
    await settle(pair)
    assert len(stored) == 20
    assert min(stored) >= 1
    page.leave()


async def test_without_redis_the_text_still_flows_here_and_later_everywhere(
    pair: list[Process], own_redis: OwnRedis
):
    one, two = pair
    feed = one.hub.feeds[1]
    near, far = Page(one), Page(two)
    await near.watch()
    await far.watch()
    feed.delta("text", 0, "Once ")
    await settle(pair)
    own_redis.server.kill()
    for word in ("upon ", "a ", "time "):
        feed.delta("text", 0, word)
        await written(one)
    assert near.replies[1].blocks == [{"type": "text", "text": "Once upon a time "}]
    own_redis.start()
    feed.delta("text", 0, "there ")
    feed.delta("text", 0, "was")
    await settle(pair)
    assert far.replies[1].blocks == near.replies[1].blocks
    late = Page(two)
    await late.watch()
    assert (await two.hub.stored(1)).blocks() == near.replies[1].blocks
    await settle(pair)
    assert late.replies[1].blocks == near.replies[1].blocks
    for page in (near, far, late):
        page.leave()


async def test_a_crowd_that_joins_elsewhere_reads_the_frames_together(
    pair: list[Process], own_redis: OwnRedis
):
    """Each with a read of their own, they would need more connections than Redis has."""
    one, two = pair
    feed = one.hub.feeds[1]
    feed.delta("text", 0, "Once ")
    await settle(pair)
    crowd = [Page(two) for _ in range(500)]
    await asyncio.gather(*(page.watch() for page in crowd))
    feed.delta("text", 0, "upon a time.")
    await settle(pair)
    whole = [{"type": "text", "text": "Once upon a time."}]
    assert all(page.replies[1].blocks == whole for page in crowd)
    with redis.Redis.from_url(own_redis.url) as client:
        assert client.info("commandstats")["cmdstat_lrange"]["calls"] < 20
    for page in crowd:
        page.leave()


async def test_an_emptied_redis_is_mended_by_the_next_frame(
    pair: list[Process], own_redis: OwnRedis
):
    one, two = pair
    feed = one.hub.feeds[1]
    for word in ("Once ", "upon ", "a "):
        feed.delta("text", 0, word)
    await settle(pair)
    with redis.Redis.from_url(own_redis.url) as client:
        client.flushall()
    late = Page(two)
    await late.watch()
    feed.delta("text", 0, "time.")
    await settle(pair)
    whole = [{"type": "text", "text": "Once upon a time."}]
    assert (await two.hub.stored(1)).blocks() == whole
    assert late.replies[1].blocks == whole
    late.leave()


async def written(process: Process) -> None:
    """Waits until all frames have been given to the sockets of the process itself."""
    backend = process.hub.backend
    assert isinstance(backend, RedisBackend)
    while backend._writer is not None:
        await asyncio.wait({backend._writer})
    for _ in range(20):  # the sockets' own tasks
        await asyncio.sleep(0)
