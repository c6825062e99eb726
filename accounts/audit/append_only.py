"""The log refuses UPDATE, DELETE and TRUNCATE, whoever asks."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connections

from accounts.append_only import AppendOnly

guard = AppendOnly({"audit_auditentry": ("UPDATE", "DELETE", "TRUNCATE")}, function="audit_refuse")


def prepare_database(sender: AppConfig, using: str, **_: Any) -> None:
    """After migrate and flush: triggers on."""
    if guard.is_there(connections[using]):
        guard.install(connections[using])


def check_triggers(
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None = None,
    **_: Any,
) -> list[checks.CheckMessage]:
    """The log's triggers are there."""
    return guard.problems(databases, "The audit log", "accounts.E001")
