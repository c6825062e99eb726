"""The commands that people type, run as they run them: real processes, free ports, own data."""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.environment import ROOT, private_environment
from tests.servers.process import free_port, wait_until

MANAGE_SERVE = (sys.executable, "manage.py", "serve")
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
    pytest.mark.timeout(300),  # each starts three processes, or sets up what is missing
]


def children(pid: int) -> list[int]:
    return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Site:
    """A running serve command: started in a session of its own, as a terminal would."""

    def __init__(self, data_dir: Path, *command: str, **chosen: str) -> None:
        self.port = int(chosen.setdefault("PORT", str(free_port())))
        self.errors = data_dir / "serve.log"
        with self.errors.open("wb") as log:
            self.popen = subprocess.Popen(
                command or MANAGE_SERVE,
                cwd=ROOT,
                env=private_environment(data_dir, **chosen),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )

    def first_line(self) -> str:
        assert self.popen.stdout
        return self.popen.stdout.readline()

    def child(self, name: str) -> int | None:
        """The process id of the child with `name` in its command line, once it runs."""
        return next((c for c in children(self.popen.pid) if name in command_line(c)), None)

    def wait_for_children(self) -> list[int]:
        names = ("daphne", "worker", "beat")
        wait_until(lambda: all(map(self.child, names)), 60, "web, worker and beat")
        return children(self.popen.pid)

    def finished(self) -> tuple[int, str, str]:
        """Its exit code, the rest of its standard output, and what it said beside that."""
        rest, _ = self.popen.communicate(timeout=60)
        return self.popen.returncode, rest, self.errors.read_text()

    def end(self) -> None:
        if self.popen.poll() is None:
            self.popen.terminate()
            try:
                self.popen.wait(30)
            except subprocess.TimeoutExpired:
                self.popen.kill()
        if self.popen.stdout:
            self.popen.stdout.close()


@pytest.fixture
def data_dir(tmp_path: Path, migrated_sqlite: Path) -> Path:
    shutil.copy(migrated_sqlite, tmp_path / "chatapp.sqlite3")
    return tmp_path


@pytest.fixture
def started() -> Iterator[list[Site]]:
    sites: list[Site] = []
    yield sites
    for site in sites:
        site.end()


@pytest.fixture
def serve(data_dir: Path, started: list[Site]):
    def serve(*command: str, **chosen: str) -> Site:
        started.append(Site(data_dir, *command, **chosen))
        return started[-1]

    return serve


def test_one_command_starts_everything_and_sigterm_stops_it_without_a_rest(serve):
    site = serve("scripts/serve", HOST="127.0.0.1")
    assert site.first_line() == f"http://localhost:{site.port}/\n"
    with urlopen(f"http://localhost:{site.port}/healthz") as answer:
        assert answer.status == 200
    running = site.wait_for_children()

    site.popen.terminate()
    code, rest, _ = site.finished()

    assert (code, rest) == (0, "")
    assert not [command_line(pid) for pid in running if is_running(pid)]


def test_a_worker_that_dies_is_named_and_started_again_and_ctrl_c_stops_all(serve):
    site = serve(WEB_SERVER="daphne")
    site.first_line()
    first = site.wait_for_children()
    worker = site.child("worker")
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: site.child("worker") not in (None, worker), 30, "a new worker")
    second = site.wait_for_children()

    os.killpg(site.popen.pid, signal.SIGINT)
    code, _, errors = site.finished()

    assert code == 0
    assert "The worker process ended (signal SIGKILL); it is started again in 1 s." in errors
    assert "Traceback" not in errors
    assert not [command_line(pid) for pid in {*first, *second} if is_running(pid)]


def test_nothing_outlives_a_supervisor_that_is_killed_outright(serve):
    site = serve()
    site.first_line()
    running = site.wait_for_children()
    site.popen.kill()
    wait_until(lambda: not any(map(is_running, running)), 30, "all children ended")


def test_a_stop_before_the_site_is_up_is_a_clean_stop_too(serve):
    site = serve()
    wait_until(lambda: site.child("daphne"), 60, "a web process")
    web = site.child("daphne")
    site.popen.terminate()
    code, said, _ = site.finished()
    assert (code, said) == (0, "")
    assert not is_running(web)


def test_a_port_that_is_taken_is_said_in_one_sentence_before_anything_starts(serve, data_dir):
    (data_dir / "chatapp.sqlite3").unlink()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, said, errors = serve(PORT=str(port)).finished()
    assert (code, said) == (1, "")
    assert re.search(rf"Port {port} .* cannot be used .* PORT={port + 1} scripts/serve", errors)
    assert "Traceback" not in errors
    assert not (data_dir / "chatapp.sqlite3").exists()


def test_two_sites_do_not_share_one_data_dir(serve, data_dir):
    with (data_dir / "serve.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        code, _, errors = serve().finished()
    assert code == 1
    assert f"Another scripts/serve already runs on DATA_DIR={data_dir}" in errors


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"HOST": "no.such.host.invalid"}, "HOST=no.such.host.invalid PORT"),
        ({"WEB_SERVER": "apache"}, "WEB_SERVER is 'apache'; it can be daphne or uvicorn."),
    ],
)
def test_a_wrong_setting_is_named(serve, chosen, sentence):
    code, said, errors = serve(**chosen).finished()
    assert (code, said) == (1, "")
    assert sentence in errors
    assert "Traceback" not in errors


def test_setup_names_what_is_missing_when_there_is_no_python_3_11(tmp_path):
    checkout = tmp_path / "checkout"
    (checkout / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "setup", checkout / "scripts")
    old = tmp_path / "bin"
    old.mkdir()
    (old / "python3").write_text("#!/bin/sh\nexit 1\n")
    (old / "python3").chmod(0o755)
    (old / "dirname").symlink_to(shutil.which("dirname") or "")
    done = subprocess.run(
        ["/bin/sh", "scripts/setup"],
        cwd=checkout,
        env={"PATH": str(old)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("chatapp needs Python 3.11 or newer and found none")
