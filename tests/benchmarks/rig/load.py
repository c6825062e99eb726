"""Puts a load on a site and reads what it cost."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.rig.cost import cpu_seconds, resident_bytes
from tests.benchmarks.rig.sites import Site
from tests.benchmarks.rig.talk import Talk, Tally

STAGGER_SECONDS = 4.0
"""Over this long people begin to ask: as long as a reply takes, so that all are asking then."""
AT_ONCE = 25
"""Sockets that are opened at the same time."""
SETTLE_SECONDS = 1.0


@dataclass(frozen=True)
class Load:
    """One run: `cpu_ms` and `stores_ms` are per reply, `turn_kb` is memory per reply under way."""

    cpu_ms: float
    stores_ms: float
    first_ms: Sequence[float]
    delay_ms: Sequence[float]
    frames: float
    text_bytes: float
    bytes: float
    peak_mb: float
    turn_kb: float
    problems: Sequence[str]


@dataclass(frozen=True)
class Idle:
    """Memory and CPU of sockets on which nothing happens."""

    socket_kb: float
    cpu_percent: float
    rss_mb: float


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values doesn't exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def median(values: Sequence[float]) -> float:
    """The value in the middle."""
    return statistics.median(values) if values else float("nan")


async def opened(site: Site, count: int, tally: Tally, skip: int = 0) -> list[Talk]:
    """So many open sockets, those of the people after the first `skip`."""
    talks = [site.talk(tally) for _ in range(count)]
    for start in range(0, count, AT_ONCE):
        some = enumerate(talks[start : start + AT_ONCE], start + skip)
        await asyncio.gather(*[talk.open(site.port, site.cookie(n)) for n, talk in some])
    await asyncio.sleep(SETTLE_SECONDS)
    return talks


async def replies(site: Site, concurrent: int, prompts: int) -> Load:
    """So many people ask so many questions each; the sockets are open beforehand."""
    tally = Tally()
    talks = await opened(site, concurrent, tally)
    tally.frames = 0
    memory = peak = resident_bytes(site.process.pid)

    async def person(number: int) -> None:
        await asyncio.sleep(STAGGER_SECONDS * number / concurrent)
        for question in range(prompts):
            await talks[number].ask(f"Question {question} of {number}")

    async def watch_memory() -> None:
        nonlocal peak
        while True:
            peak = max(peak, resident_bytes(site.process.pid))
            await asyncio.sleep(0.5)

    cpu, stores = cpu_seconds(site.process.pid), cpu_seconds(*site.stores)
    watching = asyncio.create_task(watch_memory())
    await asyncio.gather(*[person(number) for number in range(concurrent)])
    watching.cancel()
    cpu = cpu_seconds(site.process.pid) - cpu
    stores = cpu_seconds(*site.stores) - stores
    for talk in talks:
        talk.close()
    count = max(tally.replies, 1)
    return Load(
        cpu_ms=cpu * 1000 / count,
        stores_ms=stores * 1000 / count,
        first_ms=tally.first_ms,
        delay_ms=tally.delay_ms,
        frames=tally.frames / count,
        text_bytes=tally.text_bytes / count,
        bytes=tally.bytes / count,
        peak_mb=peak / 2**20,
        turn_kb=(peak - memory) / 1024 / concurrent,
        problems=tally.problems,
    )


async def idle(site: Site, count: int, hold_seconds: float = 5.0) -> Idle:
    """So many sockets are opened, and then nothing happens."""
    tally = Tally()
    talks = await opened(site, AT_ONCE, tally)  # what the first sockets cost is no price per socket
    before = resident_bytes(site.process.pid)
    talks += await opened(site, count, tally, skip=AT_ONCE)
    cpu, since = cpu_seconds(site.process.pid), time.monotonic()
    await asyncio.sleep(hold_seconds)
    busy = (cpu_seconds(site.process.pid) - cpu) / (time.monotonic() - since)
    after = resident_bytes(site.process.pid)
    if lost := sum(talk.socket.transport.is_closing() for talk in talks):
        raise ConnectionError(f"{site.name} has closed {lost} of {len(talks)} idle sockets")
    for talk in talks:
        talk.close()
    return Idle(
        socket_kb=(after - before) / 1024 / count,
        cpu_percent=busy * 100,
        rss_mb=after / 2**20,
    )
