"""Two hundred equal questions in three processes: one call to Claude, whoever dies meanwhile."""

import asyncio
import json
import sys
from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from tests.environment import ROOT
from tests.fakes import upstream, wire
from tests.servers.site import process_environment

pytestmark = [pytest.mark.redis, pytest.mark.timeout(180)]
LEASE_SECONDS = 4


class Crowd:
    """A child process; `asks` lets it ask, `told` is what it heard."""

    def __init__(self, process):
        self.process = process

    async def ready(self):
        assert (await self.process.stdout.readline()).strip() == b"ready"

    async def asks(self, people, text):
        self.process.stdin.write(f"{people} {text}\n".encode())
        await self.process.stdin.drain()

    async def told(self):
        return json.loads(await self.process.stdout.readline())


@asynccontextmanager
async def crowds(count, environment):
    async with AsyncExitStack() as ending:
        started = []
        for _ in range(count):
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.caching.crowd", str(LEASE_SECONDS)),
                cwd=ROOT,
                env=environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            ending.push_async_callback(end, process)
            started.append(Crowd(process))
        await asyncio.gather(*(crowd.ready() for crowd in started))
        yield started


async def end(process):
    if process.returncode is None:
        process.kill()
    await process.wait()


@pytest.fixture
def environment(migrated_sqlite, redis_url, tmp_path):
    """What processes share: a database, a store of answers; the address of Claude comes later."""
    (tmp_path / "chatapp.sqlite3").write_bytes(migrated_sqlite.read_bytes())
    chosen = {"REDIS_URL": redis_url, "ANTHROPIC_API_KEY": "key", "CLAUDE_CACHE_SECONDS": "600"}
    return process_environment(tmp_path, chosen) | {"PYTHONPATH": str(ROOT)}


async def test_three_processes_share_one_call_and_a_second_when_the_first_is_killed(environment):
    asked_by_all = asyncio.Event()

    async def slow(exchange):
        await exchange.start()
        events = wire.reply("Hello")
        await exchange.events(*events[:2])
        await asked_by_all.wait()
        await exchange.events(*events[2:])
        await exchange.end()

    script = (
        slow,
        upstream.silent_after(*wire.reply("Hello")[:2]),
        upstream.stream(*wire.reply("Again")),
    )
    async with upstream.upstream(*script) as claude:
        environment |= {"ANTHROPIC_BASE_URL": claude.base_url}
        async with crowds(3, environment) as three:
            for crowd, people in zip(three, (67, 67, 66), strict=True):
                await crowd.asks(people, "What all ask")
            await claude.until(lambda server: server.exchanges, seconds=60)
            asked_by_all.set()
            heard = [await crowd.told() for crowd in three]
            assert len(claude.exchanges) == 1
            assert sum((Counter(told) for told in heard), Counter()) == {
                "Hello asked": 1,
                "Hello exact": 199,
            }

            leader, *others = three
            await leader.asks(1, "What nobody has asked yet")
            await claude.until(lambda server: len(server.exchanges) == 2, seconds=60)
            for crowd in others:
                await crowd.asks(40, "What nobody has asked yet")
            leader.process.kill()
            heard = [await crowd.told() for crowd in others]
            assert len(claude.exchanges) == 3
            assert sum((Counter(told) for told in heard), Counter()) == {
                "Again asked": 1,
                "Again exact": 79,
            }
