"""A process of its own in which many ask the same at once: its address of Claude is given.

    python -m tests.caching.crowd LEASE_SECONDS

Says `ready`; for each line `PEOPLE QUESTION` it asks, and says how often each answer came and
from where.
"""

import asyncio
import json
import sys
import time
from collections import Counter

import django

django.setup()

from chatapp import claude  # noqa: E402
from chatapp.caching import flights  # noqa: E402
from tests.claude.conftest import question  # noqa: E402
from tests.fakes.claude import collect, text_of  # noqa: E402

PATIENCE_SECONDS = 60


async def one(text: str) -> str:
    asked = question(text, user_id=1, deadline=time.monotonic() + PATIENCE_SECONDS)
    heard = text_of(await collect(claude.stream, asked))
    return f"{heard} {asked.trace.from_cache or 'asked'}"


async def keep(every_seconds: float) -> None:
    while True:
        await flights.keep_leases()
        await asyncio.sleep(every_seconds)


async def crowd() -> None:
    claude.prepare()
    print("ready", flush=True)  # noqa: T201
    keeper = asyncio.create_task(keep(flights.LEASE_SECONDS / 4))
    while line := await asyncio.to_thread(sys.stdin.readline):
        people, text = line.split(maxsplit=1)
        everybody = (one(text) for _ in range(int(people)))
        heard = await asyncio.gather(*everybody, return_exceptions=True)
        print(json.dumps(Counter(map(str, heard))), flush=True)  # noqa: T201
    keeper.cancel()
    await claude.close()


if __name__ == "__main__":
    flights.LEASE_SECONDS = int(sys.argv[1])
    asyncio.run(crowd())
