"""The database itself keeps what was booked, whoever asks it to change, on both databases."""

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from billing import append_only
from billing.models import LedgerEntry, ModelPrice
from tests.billing.money import spend

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE billing_ledgerentry SET amount_nano = 0",
        "DELETE FROM billing_ledgerentry",
        "UPDATE billing_modelprice SET input_nano = 1",
        "UPDATE billing_toolprice SET use_nano = 1",
    ],
)
def test_sql_by_hand_cannot_change_what_was_booked(attack):
    spend(100)

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)

    assert LedgerEntry.objects.get(kind="input").amount_nano == 100


def test_the_orm_cannot_either():
    spend(100)

    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.update(amount_nano=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.all().delete()


def test_a_second_entry_of_the_same_call_attempt_and_kind_is_refused():
    spend(1)
    entry = LedgerEntry.objects.order_by("pk")[0]
    entry.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.bulk_create([entry])


def test_a_missing_trigger_is_found_at_start_and_migrate_puts_it_back():
    assert checks.run_checks(tags=["database"], databases=["default"]) == []
    append_only.remove(connection)

    found = checks.run_checks(tags=["database"], databases=["default"])
    assert [error.id for error in found] == ["billing.E001"]

    call_command("migrate", verbosity=0)
    assert append_only.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_emptying_the_tables_brings_back_prices_and_triggers():
    assert ModelPrice.objects.filter(model="claude-opus-5-5").exists()
    append_only.remove(connection)
    ModelPrice.objects.all().delete()

    call_command("flush", interactive=False, verbosity=0)

    assert ModelPrice.objects.filter(model="claude-opus-5-5").exists()
    assert append_only.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_remaking_the_table_loses_the_triggers_and_migrating_sets_them_again():
    """What Django does on SQLite to alter a table: drop, make, copy."""
    with connection.schema_editor() as editor:
        field = LedgerEntry._meta.get_field("kind")
        wider = field.clone()
        wider.max_length = 41
        wider.set_attributes_from_name("kind")
        wider.model = LedgerEntry
        editor.alter_field(LedgerEntry, field, wider)
        editor.alter_field(LedgerEntry, wider, field)
    assert append_only.missing(connection) != []

    call_command("migrate", verbosity=0)

    assert append_only.missing(connection) == []
