"""A row as the log keeps it: plain JSON, no secret, nothing endless."""

import hashlib
import re
from typing import Any

from django.db.models import DateField, Field, ForeignKey, Model

HIDDEN = "•••"
MOST_CHARS = 500
_SECRET = re.compile(r"^data$|password|secret|token$|api_key|private_key")
Values = dict[str, Any]


def of(row: Model) -> Values:
    """Field to value; a secret is a fingerprint here, so that a change of it can be seen."""
    return {field.name: _value(row, field) for field in row._meta.concrete_fields if _kept(field)}


def differences(before: Values, after: Values) -> dict[str, list[Any]]:
    """Field to [old, new] where they differ; secrets are hidden on both sides."""
    return {
        name: [_shown(before.get(name)), _shown(after.get(name))]
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name)
    }


class _Secret(str):
    """The fingerprint of a secret value."""


def _kept(field: "Field[Any, Any]") -> bool:
    return not (field.primary_key or (isinstance(field, DateField) and field.auto_now))


def _value(row: Model, field: "Field[Any, Any]") -> Any:
    value = field.value_from_object(row)
    if field.name in getattr(row, "audit_secrets", ()) or _SECRET.search(field.name):
        return _Secret(hashlib.sha256(str(value).encode()).hexdigest()) if value else None
    if value is None or isinstance(value, bool | int):
        return (
            f"{getattr(row, field.name)} ({value})"
            if isinstance(field, ForeignKey) and value
            else value
        )
    text = field.value_to_string(row)
    return text if len(text) <= MOST_CHARS else f"{text[:MOST_CHARS]}…"


def _shown(value: Any) -> Any:
    return HIDDEN if isinstance(value, _Secret) else value
