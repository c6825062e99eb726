"""The real servers that other tests lean on do what those tests believe."""

import json
import os
import socket
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import pytest
import redis
from django.db import connection

from tests import conftest
from tests.loopback import OutsideWorldRefused
from tests.servers.process import wait_until

pytestmark = pytest.mark.timeout(300)  # several processes each


def readiness(url: str) -> dict[str, str]:
    try:
        with urlopen(f"{url}/readyz") as answer:
            return json.load(answer)
    except HTTPError as error:
        return json.load(error)


def signup_page(url: str) -> int:
    with urlopen(Request(f"{url}/accounts/signup/", headers={"Accept": "text/html"})) as answer:
        return answer.status


def held_mb(pid: int) -> int:
    """The most memory that a process has held so far, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1_000


def upload(url: str, megabytes: int) -> int:
    """A stranger brings a file; the status of the answer."""
    body, headers = bytes(megabytes * 1_000_000), {"Content-Type": "application/octet-stream"}
    try:
        with urlopen(Request(f"{url}/api/files/?name=a", body, headers)) as answer:
            return answer.status
    except HTTPError as error:
        return error.code
    except OSError:  # hung up in the middle
        return 413


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_a_web_process_holds_no_large_body_ends_on_sigterm_and_comes_back(web_process, server):
    web = web_process(server=server, FILE_MAX_MB="1")
    assert signup_page(web.url) == 200
    before = held_mb(web.pid)
    assert upload(web.url, 80) in (403, 413)
    assert held_mb(web.pid) - before < 30
    assert web.terminate() == 0
    assert signup_page(web_process(server=server, data_dir=web.data_dir).url) == 200


@pytest.mark.redis
@pytest.mark.postgres
def test_two_web_processes_and_a_worker_share_postgresql_and_redis(
    web_process, worker_process, postgres_url, redis_url
):
    shared = {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url}
    first, second = web_process(**shared), web_process(server="uvicorn", **shared)
    worker = worker_process(**shared)
    worker_process(kind="beat", **shared)
    wait_until(lambda: readiness(first.url)["worker"] == "ok", 60, f"a worker: {worker.said()}")
    assert set(readiness(second.url).values()) == {"ok"}

    first.kill()
    assert signup_page(second.url) == 200


@pytest.mark.redis
def test_every_test_finds_redis_empty(redis_url):
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("left", "over")


test_the_next_test_does_too = test_every_test_finds_redis_empty


@pytest.mark.postgres
def test_a_database_has_all_tables_and_no_rows(postgres_url):
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT count(*) FROM accounts_user").fetchone() == (0,)


def test_nothing_of_the_developers_own_reaches_the_settings(settings):
    assert settings.PROFILE == "embedded"
    assert settings.ANTHROPIC_API_KEY == ""
    assert str(Path(__file__).parents[1]) not in str(settings.DATA_DIR)


@pytest.mark.django_db
def test_threads_share_one_database_file():
    assert not connection.is_in_memory_db()


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_no_test_reaches_another_machine(address):
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as outside, pytest.raises(OutsideWorldRefused):
        outside.connect(address)
    with pytest.raises(OutsideWorldRefused):
        socket.getaddrinfo("example.org", 443)


def test_in_ci_a_skip_is_a_failure_but_for_the_shared_recordings(monkeypatch):
    def report(reason: str) -> pytest.TestReport:
        place = (str(Path("tests/test_x.py")), 1, f"Skipped: {reason}")
        return pytest.TestReport("test_x", ("", 0, ""), {}, "skipped", place, "setup")

    missing, recordings = report("redis-server is missing"), report("no shared recordings here")
    monkeypatch.setitem(os.environ, "CI", "true")
    conftest.skip_is_a_failure(missing)
    conftest.skip_is_a_failure(recordings)
    assert (missing.outcome, recordings.outcome) == ("failed", "skipped")
    assert "redis-server is missing" in str(missing.longrepr)
