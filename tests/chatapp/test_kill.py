"""`kill -9` at random moments: the text is there, marked interrupted, and goes on.

A few kills here; `scripts/bench kill9` does a hundred of each profile.
"""

import asyncio
import random
import sqlite3

import psycopg
import pytest

from tests.chatapp.killing import kill_in_mid_stream
from tests.chatapp.test_processes import HASTY
from tests.chatapp.upstream import counting
from tests.chatapp.visitors import sign_up
from tests.servers.site import WebProcessFactory

KILLS = 2
LOST_AT_MOST_SECONDS = 3.0
LEFT = "SELECT count(*) FROM chatapp_turn"


async def test_embedded_keeps_what_was_shown_three_seconds_before(web_process: WebProcessFactory):
    chance = random.Random()
    async with counting() as (_, asking):
        running = [await asyncio.to_thread(web_process, **asking)]
        data_dir = running[0].data_dir
        alice = await sign_up(running[0].url, "alice")

        async def kill() -> str:
            running[0].kill()
            running[0] = await asyncio.to_thread(web_process, data_dir=data_dir, **asking)
            return running[0].url

        for _ in range(KILLS):
            url, after = running[0].url, chance.uniform(0.1, 5.0)
            verdict = await kill_in_mid_stream(alice, url, after, kill)
            assert verdict.is_whole(), verdict
            assert verdict.seconds_lost <= LOST_AT_MOST_SECONDS, verdict
        with sqlite3.connect(data_dir / "chatapp.sqlite3") as database:
            assert database.execute(LEFT).fetchone() == (0,)
        database.close()


@pytest.mark.redis
@pytest.mark.postgres
async def test_redis_keeps_all_that_was_shown(
    web_process: WebProcessFactory, postgres_url: str, redis_url: str
):
    chance = random.Random()
    async with counting() as (_, asking):
        stores = {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url} | asking | HASTY
        start = [asyncio.to_thread(web_process, server=s, **stores) for s in ("uvicorn", "daphne")]
        victim, survivor = await asyncio.gather(*start)
        alice = await sign_up(survivor.url, "alice")

        async def kill() -> str:
            victim.kill()
            return survivor.url

        for _ in range(KILLS):
            verdict = await kill_in_mid_stream(alice, victim.url, chance.uniform(0.1, 3.0), kill)
            assert verdict.is_whole(), verdict
            assert verdict.kept.startswith(verdict.shown), verdict
            victim, survivor = survivor, await asyncio.to_thread(web_process, **stores)
        with psycopg.connect(postgres_url) as database:
            assert database.execute(LEFT).fetchone() == (0,)
