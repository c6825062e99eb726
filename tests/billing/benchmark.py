"""What the ledger costs: calls a second and processor time, on a PostgreSQL of its own.

    python -m tests.billing.benchmark [--calls 500] [--processes 4]

A call is one `reserve` and one `settle`. Without and with one budget that everybody shares: its
row is what all calls then queue for. Without arguments to the contrary the server keeps nothing
on disk (as in the tests); `--durable` waits for the disk at each commit.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from tests.billing.processes import Books
from tests.servers.postgres import private_postgres

WORKER = """
import json, sys, time, uuid
from datetime import timedelta
import django
from django.conf import settings
settings.DATABASES["default"]["OPTIONS"].pop("pool", None)
settings.DATABASES["default"]["CONN_MAX_AGE"] = None
django.setup()
from django.utils import timezone
from billing import ledger
from billing.calls import Call
from billing.charges import charges_of
from billing.prices import worst_case

MODEL, USAGE = "claude-haiku-4-5", {"input_tokens": 500, "output_tokens": 200}
number, calls, people = map(int, sys.argv[1:])

def one(n):
    at = timezone.now()
    call = Call(uuid.uuid4(), 1 + (number * calls + n) % people)
    most = worst_case(MODEL, at, input_tokens=500, max_tokens=1000)
    ledger.reserve(call, most, lease_until=at + timedelta(seconds=30))
    ledger.settle(call.id, charges_of(USAGE, model=MODEL, at=at))

for n in range(people):
    one(n)
print("ready", flush=True)
sys.stdin.readline()
began, busy = time.perf_counter(), time.process_time()
for n in range(calls):
    one(n)
print(json.dumps([time.perf_counter() - began, time.process_time() - busy]), flush=True)
"""


def measure(books: Books, processes: int, calls: int, people: int = 40) -> dict[str, Any]:
    """Start the workers, let all begin at once, and add up."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(n), str(calls), str(people)],
            env=books.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(processes)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    cpu = sum(json.loads(worker.communicate()[0])[1] for worker in workers)
    seconds = time.perf_counter() - began
    return {
        "calls_per_second": round(processes * calls / seconds),
        "cpu_ms_per_call": round(cpu / (processes * calls) * 1000, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--durable", action="store_true")
    arguments = parser.parse_args()
    with private_postgres() as server, tempfile.TemporaryDirectory() as folder:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE ledger")
            if arguments.durable:
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    connection.execute(f"ALTER SYSTEM SET {setting} = on")
                connection.execute("SELECT pg_reload_conf()")
        books = Books(Path(folder), f"{server}/ledger")
        books.manage("migrate", "--verbosity=0")
        books.manage("set_budget", "everyone", "1000")
        measure(books, arguments.processes, 50)  # pages, plans and statistics are warm
        own = measure(books, arguments.processes, arguments.calls)
        books.manage("set_budget", "organisation", "100000")
        shared = measure(books, arguments.processes, arguments.calls)
        right = books.manage("audit_ledger").returncode == 0
    result = {"own_budgets": own, "one_shared_budget": shared, "books_right": right}
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
