"""`kill -9` of the web process at random moments of a stream: what is kept, how soon it is told.

Each kill is followed by a restart (embedded) or by the sweep of a second process (production, with
leases of 2 s instead of 20), and by Continue.
"""

import argparse
import asyncio
import contextlib
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from chatapp.management.commands.serve import web_command
from tests.benchmarks.rig.load import percentile
from tests.benchmarks.rig.sites import listens, prepare, servers
from tests.benchmarks.rig.table import table
from tests.chatapp.killing import Verdict, kill_in_mid_stream
from tests.chatapp.upstream import counting
from tests.chatapp.visitors import Visitor
from tests.servers.process import ServerProcess, free_port
from tests.servers.site import process_environment

HEADS = ("profile", "kills", "whole", "all shown kept", "s lost p50/max", "s until told p50/max")
LEFT = "SELECT count(*) FROM chatapp_turn"


class Web:
    """A web process that can be killed and started again on the same data."""

    def __init__(self, server: str, env: dict[str, str], folder: Path) -> None:
        self.server, self.env, self.folder = server, env, folder
        self.start()

    def start(self) -> None:
        """On a new port."""
        port = free_port()
        argv = [sys.executable, "-m", *web_command(self.server, "127.0.0.1", port)]
        self.process = ServerProcess(argv, env=self.env, log=self.folder / f"web-{port}.log")
        self.process.wait_until_up(lambda: listens(port), seconds=300)
        self.url = f"http://localhost:{port}"


async def embedded(count: int, seconds: float) -> list[Verdict]:
    """One process, SQLite; the reply is read from the restarted one."""
    verdicts = []
    async with counting() as (_, asking):
        with folder() as data_dir:
            env = process_environment(data_dir, asking)
            visitor = Visitor((await asyncio.to_thread(prepare, env, Path.cwd(), 1))[0])
            web = await asyncio.to_thread(Web, "daphne", env, data_dir)

            async def kill() -> str:
                web.process.kill()
                await asyncio.to_thread(web.start)
                return web.url

            for number in range(count):
                after = random.uniform(0.0, seconds)
                verdicts.append(await kill_in_mid_stream(visitor, web.url, after, kill))
                progress(number + 1, count, verdicts[-1])
            web.process.kill()
            with contextlib.closing(sqlite3.connect(data_dir / "chatapp.sqlite3")) as database:
                complain(database.execute(LEFT).fetchone()[0])
    return verdicts


async def production(count: int, seconds: float) -> list[Verdict]:
    """Two processes on PostgreSQL and Redis; the survivor tells, the other one starts again."""
    verdicts = []
    async with counting() as (_, asking):
        with folder() as data_dir, servers() as stores:
            hasty = {"DJANGO_SETTINGS_MODULE": "tests.chatapp.hasty_settings"}
            env = process_environment(data_dir, stores.env | asking | hasty)
            visitor = Visitor((await asyncio.to_thread(prepare, env, Path.cwd(), 1))[0])
            webs = [Web(server, env, data_dir) for server in ("daphne", "uvicorn")]
            for number in range(count):
                victim, survivor = webs[number % 2], webs[1 - number % 2]
                kill = killer(victim, survivor)
                after = random.uniform(0.0, seconds)
                verdicts.append(await kill_in_mid_stream(visitor, victim.url, after, kill))
                progress(number + 1, count, verdicts[-1])
                await asyncio.to_thread(victim.start)
            for web in webs:
                web.process.kill()
            with psycopg.connect(stores.env["DATABASE_URL"]) as database:
                found = database.execute(LEFT).fetchone()
                complain(found[0] if found else -1)
    return verdicts


def killer(victim: Web, survivor: Web) -> Callable:
    """Kills the one, names the other."""

    async def kill() -> str:
        victim.process.kill()
        return survivor.url

    return kill


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A DATA_DIR of this run's own."""
    path = Path(tempfile.mkdtemp(prefix="chatapp-kill9-"))
    try:
        yield path
    finally:
        shutil.rmtree(path)


def progress(number: int, count: int, verdict: Verdict) -> None:
    """One line for each kill."""
    sys.stderr.write(
        f"{number}/{count}: shown {len(verdict.shown)}, kept {len(verdict.kept)} characters, "
        f"lost {verdict.seconds_lost:.2f} s, told after {verdict.seconds_until_told:.1f} s, "
        f"{'whole' if verdict.is_whole() else f'NOT WHOLE: {verdict.state}'}\n"
    )


def complain(left: int) -> None:
    """Says so if a turn still streams."""
    sys.stderr.write(f"{left} turns still streaming\n")


def row(profile: str, verdicts: list[Verdict]) -> tuple[str, ...]:
    """One line of the table."""
    lost = [verdict.seconds_lost for verdict in verdicts]
    told = [verdict.seconds_until_told for verdict in verdicts]
    return (
        *(profile, str(len(verdicts)), str(sum(verdict.is_whole() for verdict in verdicts))),
        str(sum(verdict.kept.startswith(verdict.shown) for verdict in verdicts)),
        f"{percentile(lost, 0.5):.2f} / {max(lost):.2f}",
        f"{percentile(told, 0.5):.1f} / {max(told):.1f}",
    )


def run(argv: list[str]) -> int:
    """Prints the table; 1 if a single kill has cost more than it may."""
    parser = argparse.ArgumentParser(prog="scripts/bench kill9", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=100, help="kills of each profile")
    parser.add_argument("--profiles", nargs="*", default=["embedded", "production"])
    parser.add_argument("--within", type=float, default=6.0, help="seconds after the first word")
    chosen = parser.parse_args(argv)
    rows: list[tuple[str, ...]] = [HEADS]
    bad = 0
    for profile in chosen.profiles:
        kills = embedded if profile == "embedded" else production
        verdicts = asyncio.run(kills(chosen.count, chosen.within))
        rows.append(row(profile, verdicts))
        bad += sum(not verdict.is_whole() for verdict in verdicts)
    sys.stdout.write(table(rows))
    return 1 if bad else 0
