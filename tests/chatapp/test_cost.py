"""What a turn costs in the database: a constant, however long the reply."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.backends.signals import connection_created

from billing import prices
from chatapp import database, keeper, shielded
from chatapp.caching import rules
from chatapp.context import calibration
from chatapp.redaction import policy
from tests.chatapp.conftest import OpenTab, Person
from tests.chatapp.stage import Stage
from tests.chatapp.stored import written
from tests.chatapp.test_branches import http

STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
MONEY = ("billing_", "accounts_user", "accounts_organisation")
OF_THE_CHAT = 25
"""The chat's own tables, its index, record, sums (6), and what its conversation hides (3)."""
READ_NOW_AND_THEN = 10
"""Rules and prices that a process reads again after half a minute or a minute."""
OF_MONEY = 16
"""Instructions and time zone; prices, budgets, reservation, ledger, sums by day: at most."""


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Every statement of every thread; connections are opened anew for each use case here."""
    statements: list[str] = []

    def count(execute: Any, sql: str, *more: Any) -> Any:
        if sql.split()[0] in STATEMENTS:
            statements.append(sql)
        return execute(sql, *more)

    def listen(connection: Any, **_: Any) -> None:
        if count not in connection.execute_wrappers:
            connection.execute_wrappers.append(count)

    connection_created.connect(listen)
    yield statements
    connection_created.disconnect(listen)


async def test_the_statements_of_a_turn_do_not_grow_with_the_reply(
    open_tab: OpenTab, alice: Person, stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    for room in (policy, rules):  # read every five seconds: on a slow machine in the middle
        monkeypatch.setattr(room, "FRESH_SECONDS", 600.0)
    tab = await open_tab(alice)
    reply = await tab.send("Hello?")
    (await stage.part()).end()
    await tab.finished(reply)
    await shielded.drained(5)
    costs = []
    for deltas in (5, 500, 5):
        await database.run(_read_anew)
        with counted_statements() as statements:
            reply = await tab.send("Count.", parent=reply)
            claude = await stage.part()
            claude.say(*[f"{number} " for number in range(deltas)])
            claude.end()
            await tab.finished(reply)
            await shielded.drained(5)  # the meter is told after the reply
        of_money = [s for s in statements if any(table in s for table in MONEY)]
        costs.append((len(statements) - len(of_money), len(of_money)))
    assert costs[0][0] == OF_THE_CHAT, statements
    assert costs[0][1] <= OF_MONEY, statements
    assert costs[1] == costs[2] == costs[0]


async def test_opening_and_sending_cost_the_same_however_long_the_conversation(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    costs = []
    for turns in (1, 40, 1_000):
        chat, ids = await database.run(written, alice.id, ["Why?"] * turns)
        await database.run(_read_anew)
        with counted_statements() as opening:
            status, _page = await http(alice, "GET", f"/api/conversations/{chat}/")
        assert status == 200
        await tab.watch(str(chat))
        with counted_statements() as sending:
            await tab.send("And now?", parent=ids[-1])
            (await stage.part()).end()
            await tab.finished(tab.turns[-1]["reply"]["id"])
            await shielded.drained(5)
        costs.append((len(opening), len(sending)))
    for each in zip(*costs, strict=True):
        assert max(each) - min(each) <= READ_NOW_AND_THEN, costs


def _read_anew() -> None:
    """What is read again after a while is read now, not in the middle of counting."""
    prices.forget_book()
    prices.current_book()
    calibration.forget()
    calibration.ratio("")


async def test_checkpoints_and_leases_are_bounded_by_time(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    """One statement for each reply that has grown, and two for the leases of all."""
    tabs = [await open_tab(alice) for _ in range(3)]
    replies = {tab: await tab.send("Count.") for tab in tabs}
    parts = [await stage.part() for _ in tabs]
    for part in parts:
        part.say("one", "two", "three")
    for tab, reply in replies.items():
        await tab.shows(reply, "three")
    with counted_statements() as statements:
        await keeper.checkpoint()
    assert len(statements) == 3
    with counted_statements() as statements:
        await keeper.checkpoint()
        await keeper.renew()
    assert len(statements) == 2
    for part in parts:
        part.end()
    for tab, reply in replies.items():
        await tab.finished(reply)
