"""SIGTERM under twenty streams: what ends, what is kept, how long it takes, on both servers."""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.kill9 import Web
from tests.benchmarks.rig.sites import prepare
from tests.benchmarks.rig.table import table
from tests.chatapp.upstream import counting, words
from tests.chatapp.visitors import Visitor
from tests.servers.site import process_environment

HEADS = ("server", "streams", "short ones finished", "long ones kept", "exit code", "seconds")
SHORT, LONG = (50, "count 50 every 20"), (3000, "count 3000 every 20")


async def measure(server: str, streams: int) -> tuple[str, ...]:
    """Half of the streams end within a second, the other half would take a minute."""
    async with counting() as (_, asking):
        with tempfile.TemporaryDirectory(prefix="chatapp-sigterm-") as name:
            env = process_environment(Path(name), asking)
            visitor = Visitor((await asyncio.to_thread(prepare, env, Path.cwd(), 1))[0])
            web = await asyncio.to_thread(Web, server, env, Path(name))
            tabs = [await visitor.open_tab(web.url) for _ in range(streams)]
            orders = [(SHORT, LONG)[number % 2] for number in range(streams)]
            replies = [await tab.send(order) for tab, (_, order) in zip(tabs, orders, strict=True)]
            for tab, reply in zip(tabs, replies, strict=True):
                await tab.shows(reply, " ")
            began = time.monotonic()
            code = await asyncio.to_thread(web.process.terminate)
            seconds = time.monotonic() - began
            shown = [tab.replies[reply] for tab, reply in zip(tabs, replies, strict=True)]
    ended = [one.state == "complete" and one.text == words(SHORT[0]) for one in shown]
    kept = [
        one.state == "interrupted" and bool(one.stored) and words(LONG[0]).startswith(one.text)
        for one in shown
    ]
    half = streams // 2
    return (
        *(server, str(streams), f"{sum(ended)} of {streams - half}", f"{sum(kept)} of {half}"),
        *(str(code), f"{seconds:.1f}"),
    )


def run(argv: list[str]) -> int:
    """Prints the table; 1 if a server did not end well."""
    parser = argparse.ArgumentParser(prog="scripts/bench sigterm", description=__doc__)
    parser.add_argument("--streams", type=int, default=20)
    parser.add_argument("--servers", nargs="+", default=["daphne", "uvicorn"])
    chosen = parser.parse_args(argv)
    lines = [asyncio.run(measure(server, chosen.streams)) for server in chosen.servers]
    sys.stdout.write(table([HEADS, *lines]))
    return int(any(line[4] != "0" for line in lines))
