"""Every console page and report at 10,000 and at a million ledger entries, in one run.

    scripts/bench console [--small 10000] [--factor 100] [--times 7] [--keep FOLDER]
                          [--postgres] [--pages-only]

One company in two sizes: `seed_demo` makes the small one; in the large one, on the same days, for
the same people, teams, models and assistants, everything happens `factor` times (`growth`). Pages
are asked in turn, once each per round, so that a busy moment hits both sizes; reported are
medians, their ratio, and the number of queries. The export reads every entry through the
product's own response and reports the memory it took.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from tests.servers.postgres import private_postgres

PAGES = {
    "home": "/admin/",
    "home, 30 days": "/admin/?period=30",
    "home, today": "/admin/?period=today",
    "home, a team": "/admin/?period=30&team=1",
    "errors": "/admin/errors/?period=30",
    "report by person": "/admin/usage/?group=user",
    "report by team": "/admin/usage/?group=team",
    "report by model": "/admin/usage/?group=model",
    "report by day": "/admin/usage/?group=day&period=year",
    "report, one person": "/admin/usage/?group=day&person=5",
    "report as CSV": "/admin/usage/?file=csv",
    "report as XLSX": "/admin/usage/?file=xlsx",
    "statement": "/admin/statement/?person=5",
    "statement, everybody": "/admin/statement/",
    "calls": "/admin/chatapp/claudecall/",
    "cache": "/admin/cache/?period=30",
    "calls, failed": "/admin/chatapp/claudecall/?error_code=cancelled",
    "call, searched": "/admin/chatapp/claudecall/?q=17",
    "ledger": "/admin/billing/ledgerentry/",
    "ledger, one person": "/admin/billing/ledgerentry/?q=5",
    "reservations": "/admin/billing/reservation/",
    "budgets": "/admin/billing/budget/",
    "users": "/admin/accounts/user/",
}
TARGET = 1.5


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench console")
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--factor", type=int, default=100)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="where databases are kept and found again")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL, not kept")
    parser.add_argument("--pages-only", action="store_true", help="without the export")
    arguments = parser.parse_args(argv)
    with ExitStack() as stack:
        folder = arguments.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(private_postgres()) if arguments.postgres else ""
        sites = [
            Site(folder, "small", arguments.small, server=server),
            Site(folder, "large", arguments.small, arguments.factor, server=server),
        ]
        for site in sites:
            site.start()
        times: dict[str, list[list[float]]] = {name: [[], []] for name in PAGES}
        work: dict[str, list[list[float]]] = {name: [[], []] for name in PAGES}
        queries: dict[str, list[int]] = {name: [0, 0] for name in PAGES}
        for turn in range(arguments.times + 1):
            for name, address in PAGES.items():
                for at, site in enumerate(sites):
                    took = site.ask({"get": address})
                    queries[name][at] = took["queries"]
                    if turn:  # the first round only warms up
                        times[name][at].append(took["ms"])
                        work[name][at].append(took["cpu_ms"])
        out = sys.stdout.write
        rows = [site.ask({"count": True})["rows"] for site in sites]
        out(f"{'page':<22} {rows[0]:>10,} {rows[1]:>12,}   ratio  of CPU  queries\n")
        slow = 0
        for name, (few, many) in times.items():
            ratio = median(many) / median(few)
            slow += ratio > TARGET
            cpu = median(work[name][1]) / median(work[name][0])
            counts = "/".join(str(number) for number in queries[name])
            cells = f"{median(few):>7.0f} ms {median(many):>9.0f} ms {ratio:>7.2f} {cpu:>7.2f}"
            out(f"{name:<22} {cells}  {counts}\n")
        for site in sites:
            if arguments.pages_only:
                site.close()
                continue
            took = site.ask({"export": True})
            out(
                f"export of {took['rows']:,} entries: {took['ms'] / 1000:.1f} s, "
                f"memory grew by {took['grown_kb'] / 1024:.1f} MB; "
                f"cancelled half way after {took['half_ms'] / 1000:.1f} s\n"
            )
            site.close()
    out(f"{slow} pages above {TARGET} times.\n")
    return int(slow > 0)


class Site:
    """A process of its own with the database of one size; the large one is a copy that grew."""

    def __init__(
        self, folder: Path, name: str, entries: int, factor: int = 1, *, server: str = ""
    ) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.endswith("_URL")}
        environment |= {"DATA_DIR": str(folder / name), "ANTHROPIC_API_KEY": "not-a-key"}
        environment |= {"SECRET_KEY": "of-a-benchmark-" * 4, "ALLOWED_HOSTS": "localhost"}
        is_new = bool(server) or not (folder / name).exists()
        if server:
            environment["DATABASE_URL"] = f"{server}/{name}"
            template = "template1" if factor == 1 else "small"
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        elif is_new and factor > 1:
            shutil.copytree(folder / "small", folder / name)
        (folder / name).mkdir(parents=True, exist_ok=True)
        fill = [
            ["manage.py", "migrate", "--skip-checks", "-v0"],
            ["manage.py", "seed_demo", "--skip-checks", "--anyway", f"--entries={entries}"],
        ]
        if factor > 1:
            fill = [["-m", "tests.benchmarks.growth", str(factor)]]
        for command in fill if is_new else ():
            subprocess.run([sys.executable, *command], env=environment, check=True)
        self.environment = environment

    def start(self) -> None:
        """Begins to answer; not before the other site is filled, for which this one is copied."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.console"],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, what: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def serve() -> None:
    """The other side: asks the product, in this process, and says how long that took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatapp.settings")
    import time

    import django
    from asgiref.sync import async_to_sync

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from billing.models import LedgerEntry

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email="admin@example.org"))

    async def read(response: Any, most: int) -> int:
        """The number of lines; of an export that is cancelled after `most`, those until then."""
        lines = 0
        async for piece in response.streaming_content:
            lines += piece.count(b"\n")
            if lines > most:
                break
        return lines

    def timed(address: str, most: int = 10**12) -> tuple[float, int]:
        began = time.perf_counter()
        response = client.get(address, secure=True)  # as behind a proxy, in production too
        assert response.status_code == 200, (address, response.status_code)
        lines = async_to_sync(read)(response, most) if response.streaming else 0
        return (time.perf_counter() - began) * 1000, lines

    for line in sys.stdin:
        asked = json.loads(line)
        if "get" in asked:
            began = time.process_time()
            with CaptureQueriesContext(connection) as queries:
                took, _lines = timed(asked["get"])
            cpu = (time.process_time() - began) * 1000
            answer: dict[str, Any] = {"ms": took, "cpu_ms": cpu, "queries": len(queries)}
        elif "count" in asked:
            answer = {"rows": LedgerEntry.objects.count()}
        else:
            every = "/admin/usage/?period=year&file=entries"
            half, _lines = timed(every, most=1)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            took, lines = timed(every)
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            half, _lines = timed(every, most=lines // 2)
            answer = {"ms": took, "rows": lines - 1, "grown_kb": grown, "half_ms": half}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
