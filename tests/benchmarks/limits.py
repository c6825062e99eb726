"""Outage, three times the load, a crowd, cancels and kills: what the limits make of them, on Redis.

Real processes, a real Redis, an API over HTTP that enforces its limits. `--only NAME` for one.
"""

import argparse
import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.rig.load import percentile
from tests.benchmarks.rig.sites import started
from tests.benchmarks.rig.table import table
from tests.environment import private_environment
from tests.servers.process import free_port, wait_until
from tests.servers.redis import private_redis

Row = tuple[str, str, str]
PLENTY = (100_000, 100_000_000, 100_000_000)


class Stage:
    """An API, a Redis, and processes that ask."""

    def __init__(self, url: str, redis_url: str, data_dir: Path) -> None:
        self.url, self.redis_url = url, redis_url
        self.env = private_environment(
            data_dir,
            DJANGO_SETTINGS_MODULE="chatapp.settings",
            REDIS_URL=redis_url,
            SECRET_KEY="bench",
            ALLOWED_HOSTS="localhost",
        )

    def askers(self, count: int, plan: dict[str, Any], **env: str) -> list[subprocess.Popen[str]]:
        """So many processes that share the load of the plan."""
        share = {"per_second": plan["per_second"] / count} if "per_second" in plan else {}
        said = json.dumps({**plan, **share, "url": self.url})
        argv = [sys.executable, "-m", "tests.benchmarks.rig.asker", said]
        return [
            subprocess.Popen(argv, env={**self.env, **env}, stdout=subprocess.PIPE, text=True)
            for _ in range(count)
        ]

    def get(self, path: str) -> dict[str, Any]:
        """Asks the API for something that is no question."""
        with urllib.request.urlopen(self.url + path) as answer:
            found: dict[str, Any] = json.load(answer)
            return found

    def in_use(self) -> tuple[int, int]:
        """Slots in use and requests in line, as a process sees them that asks for nothing."""
        from chatapp.limiting.redis import RedisStore
        from chatapp.limiting.rules import Rules

        async def look() -> tuple[int, int]:
            store, rules = RedisStore(self.redis_url), Rules(400, 0, 20, 1000, 200)
            try:
                state = await store.call("state", "watcher", rules, {}, [])
            finally:
                await store.close()
            return state["in_use"], sum(state["waiting"])

        return asyncio.run(look())


@contextlib.contextmanager
def stage(limits: tuple[int, int, int] = PLENTY) -> Iterator[Stage]:
    """All of it, fresh."""
    port = free_port()
    argv = [sys.executable, "-m", "tests.benchmarks.rig.limited", str(port), *map(str, limits)]
    with (
        tempfile.TemporaryDirectory(prefix="chatapp-bench-") as folder,
        private_redis(Path(folder)) as redis_url,
        started(*argv, port=port),
    ):
        yield Stage(f"http://127.0.0.1:{port}", redis_url, Path(folder))


def results(processes: list[subprocess.Popen[str]]) -> list[dict[str, Any]]:
    """What they told, once all have ended."""
    said = "".join(process.communicate()[0] for process in processes)
    return [json.loads(line) for line in said.splitlines() if line]


def outage(seconds: float) -> list[Row]:
    """Everything is 529 for `seconds`, under 50 requests a second from four processes."""
    with stage() as on:
        plan = {"seconds": seconds + 45, "per_second": 50.0, "cost": (20, 50, 200)}
        asking = on.askers(4, plan)
        wait_until(lambda: on.get("/stats")["counts"].get("200", 0) > 100, 120, "answers")
        time.sleep(5)
        on.get("/outage/on")
        began = time.time()
        time.sleep(seconds)
        on.get("/outage/off")
        back = time.time()
        told, log = results(asking), on.get("/stats")["log"]
    during = [one for one in told if began <= one["at"] < back]
    tries = [at for at, status in log if began <= at < back]
    answered = min(at for at, status in log if at >= back and status == 200)
    probes = sum(1 for at, _ in log if back <= at < answered + 0.02)
    bad_until = max(
        (one["at"] for one in told if one["at"] > back and one["code"] != "ok"), default=back
    )
    late = [one for one in told if one["at"] > back + 15]
    fine = sum(one["code"] == "ok" for one in late) / max(1, len(late))
    return [
        (f"outage {seconds:.0f} s: requests, attempts", "", f"{len(during)}, {len(tries)}"),
        ("attempts / requests", "<= 1.2", f"{len(tries) / len(during):.3f}"),
        (
            "first answer after recovery, attempts until then",
            "1",
            f"{answered - back:.1f} s, {probes}",
        ),
        ("last request that failed began after recovery", "", f"{bad_until - back:.1f} s"),
        ("success of requests later than 15 s after it", ">= 99 %", f"{fine:.2%} of {len(late)}"),
    ]


def overload(seconds: float) -> list[Row]:
    """Three times what full buckets of 240 requests, 132k and 54k tokens a minute allow."""
    rows: list[Row] = []
    allowed = 240 + 240 * seconds / 60
    for layers in ("all", "retry"):
        with stage((240, 132_000, 54_000)) as on:
            plan = {
                "seconds": seconds,
                "per_second": 3 * allowed / seconds,
                "layers": layers,
                "deadline": 90,
            }
            asking = on.askers(4, plan)
            told = results(asking)
            log = on.get("/stats")["log"]
        begun = min(at for at, _ in log)
        refused = sum(status == 429 for _, status in log)
        answered = [at for at, status in log if status == 200 and at < begun + seconds]
        name = "with all layers" if layers == "all" else "with retry alone"
        rows += [
            (f"3 x load, {name}: 429 per request", "<= 1 %", f"{refused / len(told):.2%}"),
            ("  answered / allowed", ">= 95 %", f"{len(answered) / allowed:.1%}"),
            ("  requests, answered", "", f"{len(told)}, {sum(o['code'] == 'ok' for o in told)}"),
        ]
    return rows


def fairness(_: float) -> list[Row]:
    """Twenty slots, four a person: nine send two each again and again, one has sent a hundred."""
    found = {}
    for crowd in (0, 100):
        with stage() as on:
            plan = {"way": "groups", "crowd": crowd, "rounds": 8}
            limits = {"CLAUDE_CONCURRENT_REQUESTS": "20", "CLAUDE_CONCURRENT_PER_USER": "4"}
            told = results(on.askers(1, plan, **limits))
        found[crowd] = [one["took"] * 1000 for one in told if one["user"] > 0]
    alone, crowded = (percentile(found[crowd], 0.95) for crowd in (0, 100))
    return [
        ("the nine, p95 ms: alone, beside the crowd", "", f"{alone:.0f}, {crowded:.0f}"),
        ("ratio", "<= 1.3", f"{crowded / alone:.2f}"),
    ]


def leaks(_: float) -> list[Row]:
    """A thousand requests stopped at random moments, then twenty processes killed at work."""
    with stage() as on:
        plan = {"seconds": 40, "per_second": 50.0, "cost": (10, 10, 800), "cancel": 1.0}
        told = results(on.askers(2, plan))
        stopped = sum(one["code"] == "cancelled" for one in told)
        after_cancels = on.in_use()
        most, left = 0, []
        for _batch in range(4):
            hanging = {"seconds": 300, "per_second": 20.0, "cost": (10, 10, 60_000)}
            victims = on.askers(5, hanging)
            while on.in_use()[0] < 20:
                time.sleep(1)
            most = max(most, on.in_use()[0])
            for victim in victims:
                victim.kill()
                victim.communicate()
            killed = time.monotonic()
            while on.in_use() != (0, 0):
                time.sleep(0.5)
            left.append(time.monotonic() - killed)
    return [
        ("requests stopped; slots and line after", "0, 0", f"{stopped}; {after_cancels}"),
        ("kill -9 of 20 processes with up to so many slots", "", f"{most}"),
        ("s until none is in use (lease 20 s)", "<= 20", f"{max(left):.1f}"),
    ]


SCENARIOS = {"outage": outage, "overload": overload, "fairness": fairness, "leaks": leaks}


def run(argv: list[str]) -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="scripts/bench limits", description=__doc__)
    parser.add_argument("--only", choices=SCENARIOS)
    parser.add_argument("--seconds", type=float, default=60.0, help="of the outage and the load")
    chosen = parser.parse_args(argv)
    rows: list[Row] = []
    for name, scenario in SCENARIOS.items():
        if chosen.only in (None, name):
            rows += scenario(chosen.seconds)
            sys.stderr.write(f"{name}: done\n")
    sys.stdout.write(table([("measured", "wanted", "found"), *rows]))
    return 0
