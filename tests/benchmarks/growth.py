"""Makes a demo history larger: every call happens so many times, each time to somebody else.

    DATA_DIR=… python -m tests.benchmarks.growth 100

Days, people, teams, models and assistants stay as they are; what grows is what happens on each day.
Rows are copied by the database itself, sums are added by the product's own code.
"""

import os
import sys
from collections.abc import Sequence
from typing import Any

NEW_ID = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}


COPIES = """
WITH RECURSIVE times(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM times WHERE n + 1 < %s)
INSERT INTO copies SELECT id, {new_id}, person, team
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM chatapp_claudecall) AS calls
CROSS JOIN times JOIN people ON people.at = (place + n) %% %s
"""


def grow(factor: int) -> None:
    """Adds `factor` - 1 copies of every call, with its entries, reservation and hit."""
    from django.db import connection, transaction

    from accounts.models import User
    from billing import windows
    from billing.models import LedgerEntry, Reservation, Window
    from chatapp.caching.models import Hit
    from chatapp.demo import bulk
    from chatapp.models import ClaudeCall

    people = list(User.objects.order_by("pk").values_list("pk", "team_id"))
    bulk.make_room()
    with transaction.atomic(), connection.cursor() as cursor:
        _add_sums(people, factor)
        cursor.execute(
            "CREATE TEMP TABLE people (at INTEGER PRIMARY KEY, person BIGINT, team BIGINT)"
        )
        cursor.executemany(
            "INSERT INTO people VALUES (%s, %s, %s)",
            [(at, person, team) for at, (person, team) in enumerate(people)],
        )
        kind = "uuid" if connection.vendor == "postgresql" else "char(32)"
        cursor.execute(
            f"CREATE TEMP TABLE copies (old {kind}, new {kind}, person BIGINT, team BIGINT)"
        )
        cursor.execute(COPIES.format(new_id=NEW_ID[connection.vendor]), [factor, len(people)])
        cursor.execute("CREATE INDEX old_call ON copies (old)")
        for table, key in (
            (ClaudeCall, "id"),
            (LedgerEntry, "call_id"),
            (Reservation, "call_id"),
            (Hit, "call_id"),
        ):
            _copy(cursor, table, key)
        for window in Window.objects.all():
            for name, value in windows.actual_sums(window).items():
                setattr(window, name, value)
            window.save()


def _copy(cursor: Any, table: Any, key: str) -> None:
    name = table._meta.db_table
    columns = [f.column for f in table._meta.concrete_fields if f.column != "id" or key == "id"]
    changed = {key: "new", "user_id": "person", "team_id": "team"}
    if key == "id":
        changed["request_id"] = (
            "CASE request_id WHEN '' THEN '' ELSE 'req_' || substr(CAST(new AS text), 1, 24) END"
        )
    values = ", ".join(changed.get(column, column) for column in columns)
    cursor.execute(
        f"INSERT INTO {name} ({', '.join(columns)}) SELECT {values}"  # noqa: S608
        f" FROM copies JOIN {name} ON {key} = old ORDER BY {name}.{table._meta.pk.column}"
    )


def _add_sums(people: Sequence[tuple[int, int | None]], factor: int) -> None:
    from accounts.models import Organisation
    from billing import spending
    from billing.models import LedgerEntry
    from billing.models.spending import SUMS
    from chatapp.models import ClaudeCall
    from chatapp.monitoring.counting import Tally

    tally = Tally(Organisation.current().zone)
    sums: dict[spending.Key, list[int]] = {}
    entries: dict[Any, list[LedgerEntry]] = {}
    for entry in LedgerEntry.objects.order_by("id"):
        entries.setdefault(entry.call_id, []).append(entry)
    for place, call in enumerate(ClaudeCall.objects.order_by("id"), start=1):
        for number in range(1, factor):
            call.user_id, call.team_id = people[(place + number) % len(people)]
            tally.add(call)
            for at, entry in enumerate(entries.get(call.pk, ())):
                entry.user_id, entry.team_id = call.user_id, call.team_id
                guessed = entry.amount_nano if entry.estimated else 0
                row = sums.setdefault(spending.key_of(entry), [0] * len(SUMS))
                for to, value in enumerate(
                    (at == 0, 1, entry.quantity, entry.amount_nano, guessed)
                ):
                    row[to] += value
    spending.write(sums)
    tally.write()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatapp.settings")
    import django

    django.setup()
    grow(int(sys.argv[1]))
