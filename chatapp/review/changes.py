"""An entry of the audit log in people's terms: names of fields, dollars, yes and no."""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
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
            found.append((_title(entry.model, name), _words(name, old), _words(name, new)))
    return found


_NOTHING: list[tuple[Any, Any]] = [(None, None), (None, ""), ("", None), (None, [])]


def _title(model: str, name: str) -> str:
    try:
        title = str(getattr(apps.get_model(model)._meta.get_field(name), "verbose_name", name))
    except (LookupError, ValueError, FieldDoesNotExist):
        return name
    return title.replace(_("nano-dollars"), _("US dollars")) if name.endswith("_nano") else title


def _words(name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name.endswith("_nano") and isinstance(value, int):
        return format_usd(value)
    return str(value)
