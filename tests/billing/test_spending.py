"""Sums by day: always what the entries make, and where they are not the audit says so."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F, Sum

from accounts.models import Organisation
from billing import append_only, ledger
from billing.audit import audit
from billing.models import DaySpend, LedgerEntry
from tests.billing.money import ALICE, NOON, RED_TEAM, call, charge, reserve, spend

pytestmark = pytest.mark.django_db


def sums(*apart: str) -> dict[str, tuple[int, int, int]]:
    """Kind to calls, quantity and amount, by the rows that tell these columns apart."""
    rows = (
        DaySpend.knowing(*apart)
        .values("kind")
        .annotate(all_calls=Sum("calls"), all_quantity=Sum("quantity"), all_nano=Sum("amount_nano"))
    )
    return {row["kind"]: (row["all_calls"], row["all_quantity"], row["all_nano"]) for row in rows}


def test_a_call_counts_once_however_often_it_is_settled():
    who = call(ALICE, RED_TEAM, assistant_id=7, purpose="title")
    reserve(who, 100)
    ledger.settle(who.id, [charge(5, output=2)], now=NOON)
    ledger.settle(who.id, [charge(5, output=2)], now=NOON)
    ledger.settle(who.id, [charge(3, attempt=2)], now=NOON + timedelta(days=2))

    assert sums() == {"input": (1, 8, 8), "output": (0, 2, 2)}
    for apart in (["user_id"], ["assistant_id"], ["user_id", "model"]):
        assert sums(*apart) == sums()
    row = DaySpend.knowing("user_id", "assistant_id").get(kind="input")
    assert (row.day, row.user_id, row.team_id) == (NOON.date(), ALICE, RED_TEAM)
    assert (row.assistant_id, row.purpose, row.entries) == (7, "title", 2)
    assert audit(NOON).drift == []


def test_a_call_whose_first_charge_comes_late_counts_then():
    who = call()
    reserve(who, 100)
    ledger.settle(who.id, [], now=NOON)
    ledger.settle(who.id, [charge(4)], now=NOON)
    assert sums()["input"] == (1, 4, 4)
    assert audit(NOON).drift == []


def test_a_day_is_the_organisations_and_a_change_of_zone_moves_nothing_booked():
    Organisation.current()
    Organisation.objects.update(time_zone="Asia/Shanghai")
    late = datetime(2026, 11, 18, 17, 30, tzinfo=UTC)
    spend(5, at=late)
    Organisation.objects.update(time_zone="UTC")
    spend(7, at=late)
    spent = dict(DaySpend.knowing(kind="input").values_list("day", "amount_nano"))
    assert spent == {date(2026, 11, 19): 5, date(2026, 11, 18): 7}
    assert audit(NOON).drift == []


@pytest.mark.parametrize("name", ["calls", "entries", "quantity", "amount_nano", "estimated_nano"])
def test_the_audit_names_a_sum_that_is_off(name):
    spend(5)
    DaySpend.knowing("user_id", kind="input").update(**{name: F(name) + 1})
    [sentence] = audit(NOON).drift
    assert f"{name} by +1" in sentence
    DaySpend.every_grain.all().delete()
    assert audit(NOON).differences > 0


@pytest.mark.django_db(transaction=True)
def test_what_was_booked_before_there_were_sums_is_summed_by_the_migration():
    Organisation.current()
    Organisation.objects.update(time_zone="Asia/Shanghai")
    spend(5, at=datetime(2026, 11, 18, 17, 30, tzinfo=UTC))
    append_only.remove(connection)
    before, after = ("billing", "0001_initial"), ("billing", "0002_spending_by_day")
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes("billing")
    executor.migrate([before])
    executor = MigrationExecutor(connection)
    executor.migrate([after])
    executor = MigrationExecutor(connection)
    executor.migrate(latest)
    append_only.install(connection)

    assert LedgerEntry.objects.filter(day=date(2026, 11, 19)).count() == 2
    assert sums()["input"] == (1, 5, 5)
    assert audit(NOON).drift == []
