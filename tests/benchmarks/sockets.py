"""Memory and CPU of sockets on which nothing happens, beside a bare relay in the same run."""

import argparse
import contextlib
import sys

import uvloop

from tests.benchmarks.rig import load, sites
from tests.benchmarks.rig.load import Idle
from tests.benchmarks.rig.sites import Site
from tests.benchmarks.rig.table import table

HEADS = ("server", "sockets", "KB per idle socket", "CPU % of a core", "RSS MB")


def rows(count: int, idle: dict[str, Idle]) -> list[tuple[str, ...]]:
    """One line for each site."""
    return [
        (
            *(name, str(count), f"{found.socket_kb:.1f}", f"{found.cpu_percent:.1f}"),
            f"{found.rss_mb:.0f}",
        )
        for name, found in idle.items()
    ]


async def measure(running: list[Site], count: int, hold_seconds: float) -> dict[str, Idle]:
    """One site after the other."""
    return {site.name: await load.idle(site, count, hold_seconds) for site in running}


def run(argv: list[str]) -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="scripts/bench sockets", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--hold", type=float, default=20.0, help="seconds in which CPU is read")
    sites.add_options(parser)
    chosen = parser.parse_args(argv)
    with contextlib.ExitStack() as stack:
        running = sites.all_chosen(stack, chosen)
        idle = uvloop.run(measure(running, chosen.count, chosen.hold))
    sys.stdout.write(table([HEADS, *rows(chosen.count, idle)]))
    return 0
