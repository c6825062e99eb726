"""Sockets on which nothing is said for ten minutes: do they stay open, and do they still hear?"""

import argparse
import asyncio
import contextlib
import sys
import time

from tests.benchmarks.rig import sites
from tests.benchmarks.rig.sites import Site
from tests.benchmarks.rig.table import table
from tests.chatapp.tab import Tab
from tests.chatapp.visitors import Visitor

HEADS = ("server", "sockets", "idle s", "still open", "heard the turn", "ms until heard, max")


async def hear(site: Site, tabs: list[Tab]) -> tuple[str, str, str]:
    """A question in one more tab: every open socket of the person is told that it runs."""
    asking = await Visitor(site.cookie(0)).open_tab(f"http://localhost:{site.port}")
    left = [tab for tab in tabs if tab.closed is None]
    asked = time.monotonic()
    reply = await asking.send("First")
    chat = str(asking.conversation)
    heard = 0
    for tab in left:
        with contextlib.suppress(TimeoutError):
            await tab.lists(chat, running=True)
            heard += 1
    spent = time.monotonic() - asked
    await asking.finished(reply)
    await asking.close()
    return f"{len(left)} of {len(tabs)}", f"{heard} of {len(tabs)}", f"{spent * 1000:.0f}"


async def measure(running: list[Site], count: int, seconds: float) -> list[tuple[str, ...]]:
    """All sites at once."""
    tabs = {
        site.name: [
            await Visitor(site.cookie(0)).open_tab(f"http://localhost:{site.port}")
            for _ in range(count)
        ]
        for site in running
    }
    await asyncio.sleep(seconds)
    rows: list[tuple[str, ...]] = []
    for site in running:
        answers = await hear(site, tabs[site.name])
        rows.append((site.name, str(count), f"{seconds:.0f}", *answers))
        for tab in tabs[site.name]:
            await tab.close()
    return rows


def run(argv: list[str]) -> int:
    """Prints the table; 1 if a socket was lost."""
    parser = argparse.ArgumentParser(prog="scripts/bench idle", description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="sockets on each server")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--servers", nargs="*", default=["daphne", "uvicorn"])
    parser.add_argument("--embedded", action="store_true", help="not on PostgreSQL and Redis")
    chosen = parser.parse_args(argv)
    with contextlib.ExitStack() as stack:
        claude = stack.enter_context(sites.upstream())
        running = [
            site
            for server in chosen.servers
            for site in stack.enter_context(
                sites.product(claude, server, production=not chosen.embedded, people=1)
            )
        ]
        rows = asyncio.run(measure(running, chosen.count, chosen.seconds))
    sys.stdout.write(table([HEADS, *rows]))
    return 0 if all(row[3].split()[0] == str(chosen.count) for row in rows) else 1
