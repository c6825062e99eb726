"""Many people sign up in the same moment on a new installation."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from tests.accounts.people import sign_up
from tests.environment import ROOT, private_environment

PEOPLE = 6
PROCESSES = 2


@pytest.mark.django_db(transaction=True)
def test_of_many_first_sign_ups_at_once_exactly_one_is_administrator() -> None:
    ready = threading.Barrier(PEOPLE)
    statuses: list[int] = []

    def newcomer(number: int) -> None:
        client = Client()
        ready.wait(timeout=30)
        try:
            statuses.append(sign_up(client, f"person{number}@example.com").status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=newcomer, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert statuses == [302] * PEOPLE
    assert User.objects.count() == PEOPLE
    assert User.objects.filter(is_superuser=True).count() == 1
    assert User.objects.filter(groups__name="administrator").count() == 1


@contextmanager
def newcomer(email: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process that signs somebody up when it is told to, ended whatever happens."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.accounts.newcomer", email],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.postgres
def test_on_postgresql_exactly_one_of_many_processes_makes_an_administrator(
    postgres_url: str, tmp_path: Path
) -> None:
    environment = private_environment(
        tmp_path, DATABASE_URL=postgres_url, SECRET_KEY="s" * 50, PYTHONPATH=str(ROOT)
    )
    people = [f"person{number}@example.com" for number in range(PROCESSES)]
    with ExitStack() as running:
        processes = [running.enter_context(newcomer(email, environment)) for email in people]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = [process.communicate(timeout=60)[0] for process in processes]

    assert answers == ["302\n"] * PROCESSES
    with psycopg.connect(postgres_url) as connection:
        rows = connection.execute("SELECT is_superuser FROM accounts_user").fetchall()
    assert sorted(rows) == [(False,)] * (PROCESSES - 1) + [(True,)]
