"""What is measured: the fake Claude, the floor and the product, each a process of its own."""

import argparse
import contextlib
import inspect
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from chatapp.management.commands.serve import web_command
from tests.benchmarks.rig.cost import hurry
from tests.benchmarks.rig.talk import ChatTalk, Talk
from tests.servers.packages import program
from tests.servers.postgres import postgres_server
from tests.servers.process import ROOT, ServerProcess, free_port
from tests.servers.site import process_environment

PEOPLE = 210


@dataclass(frozen=True)
class Site:
    """A running site. `stores` are the processes of its databases; `cookies` sign people in."""

    name: str
    port: int
    process: ServerProcess
    talk: type[Talk] = Talk
    cookies: list[str] = field(default_factory=lambda: [""])
    stores: tuple[int, ...] = ()

    def cookie(self, number: int) -> str:
        """That of the person `number`; people come round again when there are too few."""
        return self.cookies[number % len(self.cookies)]


def listens(port: int) -> bool:
    """Whether somebody answers there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def started(
    *argv: str | Path, port: int, env: dict[str, str] | None = None, tree: Path = ROOT
) -> Iterator[ServerProcess]:
    """A process in the checkout `tree` that listens on `port`, ended with the context."""
    with tempfile.TemporaryDirectory(prefix="chatapp-bench-") as folder:
        process = ServerProcess(
            ["env", "-C", tree, *argv], env=env or os.environ, log=Path(folder, "log")
        )
        process.wait_until_up(lambda: listens(port))
        try:
            yield process
            if said := process.said():
                sys.stderr.write(said[-3000:])
        finally:
            process.kill()


@contextlib.contextmanager
def upstream() -> Iterator[str]:
    """The fake Claude's address."""
    port = free_port()
    module = "tests.benchmarks.rig.upstream"
    with started(sys.executable, "-m", module, str(port), port=port):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def floor(claude: str) -> Iterator[Site]:
    """The bare relay."""
    port = free_port()
    with started(
        *(sys.executable, "-m", "uvicorn", "--port", str(port), "--log-level", "warning"),
        *("--loop", "uvloop", "tests.benchmarks.rig.floor:application"),
        port=port,
        env=os.environ | {"ANTHROPIC_BASE_URL": claude},
    ) as process:
        yield Site("floor", port, process)


@dataclass(frozen=True)
class Stores:
    """Where a site keeps things; empty for SQLite and local memory."""

    env: dict[str, str] = field(default_factory=dict)
    pids: tuple[int, ...] = ()


@contextlib.contextmanager
def servers() -> Iterator[Stores]:
    """PostgreSQL and Redis, as in production, private to this run."""
    port = free_port()
    redis = ("--port", str(port), "--save", "", "--appendonly", "no", "--dir", "/tmp")
    run_postgres = contextlib.contextmanager(inspect.unwrap(postgres_server))
    with (
        run_postgres() as url,
        started(program("redis-server"), "--bind", "127.0.0.1", *redis, port=port) as process,
    ):
        with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
            found = connection.execute("SHOW data_directory").fetchone()
        assert found
        postmaster = Path(found[0], "postmaster.pid").read_text().split()[0]
        yield Stores(
            env={"DATABASE_URL": f"{url}/bench", "REDIS_URL": f"redis://127.0.0.1:{port}/0"},
            pids=(process.pid, int(postmaster)),
        )


def prepare(env: dict[str, str], tree: Path, people: int) -> list[str]:
    """Makes the tables and the people; their cookies."""
    migrate = [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity=0"]
    subprocess.run(migrate, cwd=tree, env=env, check=True)
    made = subprocess.run(
        [sys.executable, str(ROOT / "tests/benchmarks/rig/people.py"), str(people)],
        cwd=tree,
        env=env | {"PYTHONPATH": str(tree)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [f"sessionid={key}" for key in made.stdout.split()]


@contextlib.contextmanager
def product(
    claude: str,
    server: str,
    *,
    processes: int = 1,
    production: bool = False,
    people: int = PEOPLE,
    tree: Path = ROOT,
) -> Iterator[list[Site]]:
    """The product on one or more web processes, which share their stores."""
    with contextlib.ExitStack() as stack:
        data_dir = stack.enter_context(tempfile.TemporaryDirectory(prefix="chatapp-bench-"))
        stores = stack.enter_context(servers()) if production else Stores()
        key = {"ANTHROPIC_BASE_URL": claude, "ANTHROPIC_API_KEY": "not-a-key"}
        env = process_environment(Path(data_dir), stores.env | key)
        cookies = prepare(env, tree, people)
        name = server if tree == ROOT else f"{server} ({tree.name})"
        sites = []
        for _ in range(processes):
            port = free_port()
            process = stack.enter_context(
                started(
                    *(sys.executable, "-m", *web_command(server, "127.0.0.1", port)),
                    port=port,
                    env=env,
                    tree=tree,
                )
            )
            sites.append(Site(name, port, process, ChatTalk, cookies, stores.pids))
        yield sites


def add_options(parser: argparse.ArgumentParser) -> None:
    """What every comparison can choose."""
    parser.add_argument("--servers", nargs="*", default=["uvicorn", "daphne"])
    parser.add_argument("--production", action="store_true", help="on PostgreSQL and Redis")
    parser.add_argument(
        "--urgent", action="store_true", help="ahead of all else on a busy machine (root only)"
    )
    parser.add_argument(
        "--also", type=Path, action="append", default=[], help="another checkout to compare with"
    )


def all_chosen(stack: contextlib.ExitStack, chosen: argparse.Namespace) -> list[Site]:
    """The floor and every chosen site, running until the stack is left."""
    claude = stack.enter_context(upstream())
    running = [stack.enter_context(floor(claude))]
    for server in chosen.servers:
        for tree in (ROOT, *chosen.also):
            site = product(claude, server, production=chosen.production, tree=tree.resolve())
            running += stack.enter_context(site)
    if chosen.urgent:
        hurry()
    return running
