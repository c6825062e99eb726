"""Every console page and report at 10,000 and at a million ledger entries, in one run.

    scripts/bench console [--small 10000] [--large 1000000] [--times 7] [--keep FOLDER]

Both databases are filled by `seed_demo`. Pages are asked in turn, once each per round, so that a
busy moment hits both sizes; reported are medians, their ratio, and the number of queries. The
export reads every entry through the product's own response and reports the memory it took.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

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
    "calls, failed": "/admin/chatapp/claudecall/?error_code=overloaded",
    "ledger": "/admin/billing/ledgerentry/",
    "budgets": "/admin/billing/budget/",
    "users": "/admin/accounts/user/",
}
TARGET = 1.5


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench console")
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="where databases are kept and found again")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        sites = [Site(folder / str(size), size) for size in (arguments.small, arguments.large)]
        times: dict[str, list[list[float]]] = {name: [[], []] for name in PAGES}
        queries: dict[str, list[int]] = {name: [0, 0] for name in PAGES}
        for turn in range(arguments.times + 1):
            for name, address in PAGES.items():
                for at, site in enumerate(sites):
                    took = site.ask({"get": address})
                    queries[name][at] = took["queries"]
                    if turn:  # the first round only warms up
                        times[name][at].append(took["ms"])
        out = sys.stdout.write
        out(f"{'page':<22} {sites[0].size:>10,} {sites[1].size:>12,}   ratio  queries\n")
        slow = 0
        for name, (few, many) in times.items():
            ratio = median(many) / median(few)
            slow += ratio > TARGET
            counts = "/".join(str(number) for number in queries[name])
            cells = f"{median(few):>7.0f} ms {median(many):>9.0f} ms {ratio:>7.2f}"
            out(f"{name:<22} {cells}  {counts}\n")
        for site in sites:
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
    """A process of its own with the database of one size."""

    def __init__(self, folder: Path, size: int) -> None:
        self.size = size
        folder.mkdir(parents=True, exist_ok=True)
        environment = {k: v for k, v in os.environ.items() if not k.endswith("_URL")}
        environment |= {"DATA_DIR": str(folder), "ANTHROPIC_API_KEY": "not-a-key"}
        new = not (folder / "chatapp.sqlite3").exists()
        for command in (["migrate", "-v0"], ["seed_demo", f"--entries={size}"]) if new else ():
            subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.console"],
            env=environment,
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
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        lines = async_to_sync(read)(response, most) if response.streaming else 0
        return (time.perf_counter() - began) * 1000, lines

    for line in sys.stdin:
        asked = json.loads(line)
        if "get" in asked:
            with CaptureQueriesContext(connection) as queries:
                took, _lines = timed(asked["get"])
            answer: dict[str, Any] = {"ms": took, "queries": len(queries)}
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
