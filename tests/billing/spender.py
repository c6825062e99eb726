"""A process that spends and is killed: started by the tests, forks as many more as it needs.

    python -m tests.billing.spender crowd '{"processes": 4, "calls": 125, "cost": 1}'

The database is the one of the environment. The last line of output is JSON.
"""

import json
import os
import random
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

WAIT_SECONDS = 0.01
LEASE = timedelta(seconds=60)


@dataclass
class Plan:
    """What each of the processes does. `user_limit` and `limit` are nano-dollars."""

    processes: int = 1
    calls: int = 1
    threads: int = 8
    bound: int = 100
    cost: int = 1
    users: int = 1
    faults: bool = False
    limit: int = 10**9
    user_limit: int = 10**9
    kill_after: int = 20


def one_call(plan: Plan, chance: random.Random, tell: Callable[[], None]) -> str:
    from django.utils import timezone

    from billing import ledger
    from billing.refusal import RefusedError
    from tests.billing.money import bound, call, charge

    who = call(user=chance.randint(1, plan.users), team=7)
    try:
        while True:
            try:
                lease = timezone.now() + LEASE
                ledger.reserve(who, bound(plan.bound), lease_until=lease)
                break
            except RefusedError as refused:
                if not refused.fits_later:
                    return "refused"
                threading.Event().wait(WAIT_SECONDS)
        fate = chance.choice(["answer", "error", "stop"]) if plan.faults else "answer"
        if fate == "error":
            ledger.release(who.id)
        else:
            cost = chance.randint(0, plan.cost) if fate == "stop" else plan.cost
            ledger.settle(who.id, [charge(cost)])
        tell()
        return fate
    finally:
        connection.close()


def fork(work: Callable[[int], None]) -> tuple[int, int]:
    """Run `work` in a child; its process id, and the end of a pipe on which it speaks."""
    connection.close()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        work(writing)
        connection.close()
        os._exit(0)
    os.close(writing)
    return child, reading


def heard(reading: int) -> bytes:
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read()


def spending(plan: Plan, seed: int, tell_each: bool) -> Callable[[int], None]:
    """Make calls in threads; a refused one waits for money as long as waiting can help."""

    def spend(writing: int) -> None:
        def tell() -> None:
            if tell_each:
                os.write(writing, b".")

        with ThreadPoolExecutor(plan.threads) as pool:
            chances = [random.Random(f"{seed}/{n}") for n in range(plan.calls)]
            outcomes = list(pool.map(lambda chance: one_call(plan, chance, tell), chances))
        os.write(writing, json.dumps(Counter(outcomes)).encode())

    return spend


def crowd(plan: Plan) -> dict[str, Any]:
    """All processes at once; what became of their calls."""
    children = [fork(spending(plan, n, tell_each=False)) for n in range(plan.processes)]
    total: Counter[str] = Counter()
    for child, reading in children:
        total.update(json.loads(heard(reading)))
        os.waitpid(child, 0)
    return {"outcomes": total}


def killed(plan: Plan) -> dict[str, Any]:
    """Kill each process once so many of its calls are over, while others are running."""
    children = [fork(spending(plan, n, tell_each=True)) for n in range(plan.processes)]
    for number, (child, reading) in enumerate(children):
        left = plan.kill_after + number
        while left > 0:
            left -= len(os.read(reading, left))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)
    return {"before": books(), "swept": sweep()}


def die(_plan: Plan) -> dict[str, Any]:
    """For each statement of a call, a child that is killed before it."""
    from billing.models import Reservation

    def whole_call(number: int) -> Callable[[int], None]:
        def work(_writing: int) -> None:
            left = number

            def count(execute, sql, params, many, context):
                nonlocal left
                if not sql.startswith("BEGIN"):  # only SQLite's adapter sends it as a statement
                    left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return execute(sql, params, many, context)

            with connection.execute_wrapper(count):
                one_call(Plan(), random.Random(0), lambda: None)

        return work

    def died_before(number: int) -> bool:
        child, reading = fork(whole_call(number))
        heard(reading)
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])

    assert not died_before(10**6)  # a first call makes the windows
    deaths = 0
    while died_before(deaths + 1):
        deaths += 1
    left_open = Reservation.objects.filter(state="open").count()
    return {"killed": deaths, "left_open": left_open, "before": books(), "swept": sweep()}


def sweep() -> int:
    """What the next sweep does after every lease is over."""
    from django.utils import timezone

    from billing.sweep import sweep as sweep_ledger

    return len(sweep_ledger(timezone.now() + 2 * LEASE))


def books() -> dict[str, Any]:
    from billing.audit import audit

    return asdict(audit())


def main() -> None:
    settings.DATABASES["default"].get("OPTIONS", {}).pop("pool", None)  # a pool does not fork
    django.setup()
    from billing import budgets

    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0, skip_checks=True)
    plan = Plan(**json.loads(sys.argv[2]))
    budgets.set_budget("organisation", limit_nano=plan.limit)
    budgets.set_budget("everyone", period="day", limit_nano=plan.user_limit)
    done = {"crowd": crowd, "killed": killed, "die": die}[sys.argv[1]](plan)
    sys.stdout.write("\n" + json.dumps(done | {"books": books()}) + "\n")


if __name__ == "__main__":
    main()
