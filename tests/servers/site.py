"""The product's own processes, started for tests as an installation would start them."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from chatapp.management.commands.serve import web_command
from tests.environment import private_environment
from tests.servers.process import ROOT, ServerProcess, free_port

PRODUCTION = {
    "SECRET_KEY": "a-key-for-tests-that-is-long-enough-and-never-used-anywhere-else",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "ANTHROPIC_API_KEY": "not-a-key",
    "HTTPS": "false",
}


class WebProcess(ServerProcess):
    """A running web process; `url` has no slash at its end, `data_dir` is its DATA_DIR."""

    url: str
    port: int
    data_dir: Path

    def is_healthy(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


WebProcessFactory = Callable[..., WebProcess]
WorkerProcessFactory = Callable[..., ServerProcess]


def process_environment(data_dir: Path, chosen: dict[str, str]) -> dict[str, str]:
    """Embedded, unless a DATABASE_URL or REDIS_URL is chosen: then what production asks for."""
    is_production = chosen.get("DATABASE_URL") or chosen.get("REDIS_URL")
    return private_environment(
        data_dir,
        **((PRODUCTION if is_production else {}) | chosen),
    )


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows, to be copied: migrating takes seconds.

    All test processes of a run share it; the first that needs it makes it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "migrated"
    shared.mkdir(exist_ok=True)
    done = shared / "migrated.sqlite3"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity=0"],
                cwd=ROOT,
                env=process_environment(shared, {}),
                check=True,
            )
            (shared / "chatapp.sqlite3").rename(done)
    return done


@pytest.fixture
def web_process(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[WebProcessFactory]:
    """Starts web processes: `web_process(server="uvicorn", DATABASE_URL=…, REDIS_URL=…)`.

    `data_dir` may be that of an earlier one, to come back after a crash; a new one holds an
    empty database. All are ended after the test.
    """
    started: list[WebProcess] = []

    def start(*, server: str = "daphne", data_dir: Path | None = None, **chosen: str) -> WebProcess:
        if data_dir is None:
            data_dir = tmp_path_factory.mktemp("data")
            if not chosen.get("DATABASE_URL"):
                template = request.getfixturevalue("migrated_sqlite")
                shutil.copy(template, data_dir / "chatapp.sqlite3")
        port = free_port()
        process = WebProcess(
            [sys.executable, "-m", *web_command(server, "127.0.0.1", port)],
            env=process_environment(data_dir, {"PORT": str(port), **chosen}),
            log=data_dir / f"web-{port}.log",
        )
        process.port, process.url, process.data_dir = port, f"http://localhost:{port}", data_dir
        started.append(process)
        process.wait_until_up(process.is_healthy)
        return process

    yield start
    for process in started:
        process.kill()


@pytest.fixture
def worker_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkerProcessFactory]:
    """Starts Celery workers, or beats by `kind="beat"`, as `web_process` does web processes."""
    started: list[ServerProcess] = []

    def start(
        *, kind: str = "worker", data_dir: Path | None = None, **chosen: str
    ) -> ServerProcess:
        data_dir = data_dir or tmp_path_factory.mktemp("data")
        process = ServerProcess(
            [sys.executable, "-m", "celery", "-A", "chatapp.celery", kind, "--loglevel=INFO"],
            env=process_environment(data_dir, chosen),
            log=data_dir / f"{kind}.log",
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
