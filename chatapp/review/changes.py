"""An entry of the audit log in people's terms: names of fields, dollars, dates, yes and no."""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit.models import AuditEntry
from billing.money import format_usd


def kind(entry: AuditEntry) -> str:
    """What kind of thing was changed; its plain name if this release does not know it."""
    try:
        return str(apps.get_model(entry.model)._meta.verbose_name)
    except (LookupError, ValueError):
        return entry.model


def in_words(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """Field, old value, new value; what was empty before an addition is left out."""
    found = []
    for name, (old, new) in sorted(entry.changes.items()):
        if entry.action == AuditEntry.Action.CHANGE or (old, new) not in _NOTHING:
            field = _field(entry.model, name)
            found.append((_title(field, name), _words(field, name, old), _words(field, name, new)))
    return found


_NOTHING: list[tuple[Any, Any]] = [(None, None), (None, ""), ("", None), (None, [])]


def _field(model: str, name: str) -> Any:
    """The field as this release knows it, or None."""
    try:
        return apps.get_model(model)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None


def _title(field: Any, name: str) -> str:
    title = str(getattr(field, "verbose_name", name))
    return title.replace(_("nano-dollars"), _("US dollars")) if name.endswith("_nano") else title


def _words(field: Any, name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name.endswith("_nano") and isinstance(value, int):
        return format_usd(value)
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(str(value))):
        return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    chosen = [label for key, label in getattr(field, "flatchoices", ()) if key == value]
    return str(chosen[0] if chosen else value)
