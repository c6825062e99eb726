"""CPU, delays, frames and memory of a streamed reply, beside a bare relay in the same run."""

import argparse
import contextlib
import sys

import uvloop

from tests.benchmarks import sockets
from tests.benchmarks.rig import load, sites
from tests.benchmarks.rig.load import Idle, Load, median, percentile
from tests.benchmarks.rig.sites import Site
from tests.benchmarks.rig.table import table

HEADS = (
    *("server", "asking", "CPU ms", "x floor", "first p50", "p99", "added p50", "p99"),
    *("delay p50", "p99", "frames", "text kB", "all kB", "stores ms", "RSS MB", "KB/turn"),
)


def options(argv: list[str]) -> argparse.Namespace:
    """What to measure and how often."""
    parser = argparse.ArgumentParser(prog="scripts/bench replies", description=__doc__)
    parser.add_argument("--asking", type=int, nargs="+", default=[50, 200], help="at once")
    parser.add_argument("--prompts", type=int, default=2, help="questions of each person")
    parser.add_argument("--rounds", type=int, default=3, help="of which the medians are shown")
    parser.add_argument("--idle", type=int, default=300, help="idle sockets, 0 = not measured")
    sites.add_options(parser)
    return parser.parse_args(argv)


async def measure(
    running: list[Site], options: argparse.Namespace
) -> tuple[dict[str, Idle], dict[tuple[str, int], list[Load]]]:
    """Every site in turn, round by round: what else the machine does then hits all of them."""
    idle: dict[str, Idle] = {}
    loads: dict[tuple[str, int], list[Load]] = {}
    for site in running:
        if options.idle:
            idle[site.name] = await load.idle(site, options.idle)
        await load.replies(site, 10, 1)  # opens connections, fills pools and caches
    for number in range(options.rounds):
        for asking in options.asking:
            for site in running:
                found = await load.replies(site, asking, options.prompts)
                loads.setdefault((site.name, asking), []).append(found)
                sys.stderr.write(
                    f"round {number + 1}: {site.name} {asking}: {found.cpu_ms:.1f} ms\n"
                )
    return idle, loads


def row(name: str, asking: int, found: list[Load], floor: list[Load]) -> list[str]:
    """One line of the table: medians over the rounds, ratios within a round."""
    first = [[percentile(run.first_ms, share) for run in found] for share in (0.5, 0.99)]
    bare = [[percentile(run.first_ms, share) for run in floor] for share in (0.5, 0.99)]
    delay = [median([percentile(run.delay_ms, share) for run in found]) for share in (0.5, 0.99)]
    ratio = median([a.cpu_ms / b.cpu_ms for a, b in zip(found, floor, strict=True)])
    added = [
        median([a - b for a, b in zip(ours, theirs, strict=True)])
        for ours, theirs in zip(first, bare, strict=True)
    ]
    numbers = (
        *(median([run.cpu_ms for run in found]), ratio, median(first[0]), median(first[1])),
        *(*added, *delay, median([run.frames for run in found])),
        *(median([run.text_bytes for run in found]) / 1000,),
        *(median([run.bytes for run in found]) / 1000,),
        *(median([run.stores_ms for run in found]), median([run.peak_mb for run in found])),
        median([run.turn_kb for run in found]),
    )
    return [name, str(asking), *(f"{number:.1f}" for number in numbers)]


def run(argv: list[str]) -> int:
    """Prints the tables; 1 if any reply was not whole."""
    chosen = options(argv)
    with contextlib.ExitStack() as stack:
        running = sites.all_chosen(stack, chosen)
        idle, loads = uvloop.run(measure(running, chosen))
    rows = [
        row(site.name, asking, loads[site.name, asking], loads["floor", asking])
        for asking in chosen.asking
        for site in running
    ]
    sys.stdout.write(table([HEADS, *rows]))
    if idle:
        lines = sockets.rows(chosen.idle, idle)
        sys.stdout.write("\n" + table([sockets.HEADS, *lines]))
    problems = [
        f"{name}, {asking} asking: {problem}"
        for (name, asking), found in loads.items()
        for one in found
        for problem in one.problems
    ]
    for problem in problems[:20]:
        sys.stdout.write(f"PROBLEM {problem}\n")
    return 1 if problems else 0
