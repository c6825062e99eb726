"""The database itself refuses to change what was booked: triggers, on both databases.

The ledger refuses UPDATE, DELETE and (PostgreSQL) TRUNCATE; prices refuse UPDATE. Deleting a
price changes nothing that was booked, for every entry carries the price it was booked at.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connections

from accounts.append_only import AppendOnly
from billing import prices

LEDGER = "billing_ledgerentry"
PRICES = ("billing_modelprice", "billing_toolprice")
guard = AppendOnly(
    {LEDGER: ("UPDATE", "DELETE", "TRUNCATE")} | dict.fromkeys(PRICES, ("UPDATE",)),
    function="billing_refuse",
)
install, remove, missing = guard.install, guard.remove, guard.missing


def prepare_database(sender: AppConfig, using: str, **_: Any) -> None:
    """After migrate and flush: triggers on, published prices there."""
    connection = connections[using]
    if guard.is_there(connection):
        guard.install(connection)
        prices.seed(using)


def check_triggers(
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None = None,
    **_: Any,
) -> list[checks.CheckMessage]:
    """The ledger's triggers are there."""
    return guard.problems(databases, "The ledger", "billing.E001")
