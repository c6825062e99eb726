"""Five hundred calls at once on a budget that holds ten: none too many, none too few."""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from billing import budgets, ledger
from billing.audit import audit
from billing.models import Reservation
from billing.refusal import RefusedError
from tests.billing.money import ALICE, call, charge, reserve, sums
from tests.billing.processes import Books

LIMIT, BOUND, CROWD = 1000, 100, 500


class Crowd:
    """Calls as the product makes them: coroutines over a few database threads."""

    def __init__(self, cost: int, faults: bool = False) -> None:
        self.cost, self.faults = cost, faults
        self.money_is_back = asyncio.Condition()
        self.most_held = 0
        self.pool = ThreadPoolExecutor(8)

    async def run(self) -> list[str]:
        outcomes = await asyncio.gather(*(self.one_call(n) for n in range(CROWD)))
        await asyncio.gather(*(self.in_thread(lambda: connection.close()) for _ in range(8)))
        self.pool.shutdown()
        return outcomes

    async def one_call(self, number: int) -> str:
        who = call()
        while True:
            try:
                await self.in_thread(lambda: reserve(who, BOUND))
                break
            except RefusedError as refused:
                if not refused.fits_later:
                    return "refused"
                async with self.money_is_back:
                    try:
                        await asyncio.wait_for(self.money_is_back.wait(), 3)
                    except TimeoutError:
                        continue
        [(spent, reserved)] = await self.in_thread(sums)
        self.most_held = max(self.most_held, spent + reserved)
        outcome: str = await self.in_thread(lambda: self.finish(who.id, number))
        async with self.money_is_back:
            self.money_is_back.notify(2)
        return outcome

    def finish(self, call_id, number: int) -> str:
        chance = random.Random(number)
        if self.faults and chance.random() < 0.3:
            ledger.release(call_id)
            return "failed"
        cost = chance.randint(0, self.cost) if self.faults else self.cost
        ledger.settle(call_id, [charge(cost)])
        return "answered"

    async def in_thread(self, work):
        return await asyncio.get_running_loop().run_in_executor(self.pool, work)


@pytest.fixture
def _alice_has_a_budget(transactional_db) -> None:
    budgets.set_budget("user", ALICE, limit_nano=LIMIT)


@pytest.mark.usefixtures("_alice_has_a_budget")
@pytest.mark.parametrize("faults", [False, True])
def test_on_sqlite_all_500_get_through_as_money_comes_back(faults):
    crowd = Crowd(cost=1, faults=faults)

    outcomes = asyncio.run(crowd.run())

    assert "refused" not in outcomes
    assert crowd.most_held <= LIMIT
    found = audit()
    assert (found.drift, found.open_reservations) == ([], 0)
    assert sums() == [(found.total_nano, 0)]
    assert faults or found.total_nano == CROWD


@pytest.mark.usefixtures("_alice_has_a_budget")
def test_on_sqlite_ten_of_500_that_use_all_they_reserve_get_through():
    crowd = Crowd(cost=BOUND)

    outcomes = asyncio.run(crowd.run())

    assert outcomes.count("answered") == 10
    assert outcomes.count("refused") == 490
    assert sums() == [(LIMIT, 0)]
    assert not Reservation.objects.filter(state="open").exists()


def four_processes(url: str, folder: Path, **plan: int) -> dict[str, Any]:
    """125 calls in each, in eight threads; what became of them, and the audited books."""
    done = Books(folder, url).spender("crowd", processes=4, calls=125, limit=LIMIT, **plan)
    assert done["books"]["drift"] == []
    assert (done["books"]["breaches"], done["books"]["open_reservations"]) == (0, 0)
    return done


@pytest.mark.postgres
@pytest.mark.timeout(240)
@pytest.mark.parametrize("faults", [False, True])
def test_on_postgresql_all_500_of_four_processes_get_through(postgres_url, tmp_path, faults):
    done = four_processes(postgres_url, tmp_path, cost=1, users=5, user_limit=LIMIT, faults=faults)

    assert "refused" not in done["outcomes"]
    assert sum(done["outcomes"].values()) == CROWD
    assert faults or done["books"]["total_nano"] == CROWD


@pytest.mark.postgres
@pytest.mark.timeout(240)
def test_on_postgresql_ten_of_500_that_use_all_they_reserve_get_through(postgres_url, tmp_path):
    done = four_processes(postgres_url, tmp_path, cost=BOUND, users=40)

    assert done["outcomes"] == {"answer": 10, "refused": 490}
    assert done["books"]["total_nano"] == LIMIT
