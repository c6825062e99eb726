"""A PostgreSQL server of the tests' own, fast because it never waits for a disk."""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.environment import private_environment
from tests.servers.packages import program
from tests.servers.process import ROOT, ServerProcess, free_port

SERVER_USER = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
numbers = itertools.count(1)


def answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def run_as_server_user(*command: str | Path) -> None:
    subprocess.run(
        command,
        cwd="/",
        user=SERVER_USER,
        group=SERVER_USER,
        extra_groups=[] if SERVER_USER else None,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def private_postgres() -> Iterator[str]:
    """The URL, without a database name, of a server that runs as long as the context."""
    initdb, postgres = program("initdb"), program("postgres")
    folder = Path(tempfile.mkdtemp(prefix="chatapp-postgres-"))
    data = folder / "data"
    port = free_port()
    url = f"postgres://chatapp@127.0.0.1:{port}"
    try:
        if SERVER_USER:
            shutil.chown(folder, SERVER_USER)
        run_as_server_user(
            *(initdb, "--pgdata", data, "--username=chatapp", "--auth=trust"),
            *("--encoding=UTF8", "--no-locale", "--no-sync"),
        )
        server = ServerProcess(
            [
                *(postgres, "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", ""),
                *(part for setting in FAST for part in ("-c", setting)),
            ],
            env=os.environ,
            log=folder / "log",
            user=SERVER_USER,
        )
        try:
            server.wait_until_up(lambda: answers(f"{url}/postgres"))
            yield url
        finally:
            server.terminate(number=signal.SIGINT)
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a running server without its database name, one for each test process."""
    with private_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with all tables, to make others from: migrating takes seconds."""
    name = "chatapp_migrated"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    environment = private_environment(
        tmp_path_factory.mktemp("migrating"),
        DATABASE_URL=f"{postgres_server}/{name}",
    )
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity=0"],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    return name


@pytest.fixture
def postgres_url(postgres_server: str, migrated_postgres: str) -> Iterator[str]:
    """The URL of a database with all tables and no rows, dropped after the test."""
    name = f"chatapp_{next(numbers)}"
    template = Identifier(migrated_postgres)
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), template))
        yield f"{postgres_server}/{name}"
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
