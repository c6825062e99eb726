"""Notes every change of a watched model while somebody who administers is at work.

Django's own signals are used here and nowhere else for it: a form, an action, a rule that an action
calls and a command all save through the model, so none of them can forget to write the log. What
goes past the model (`QuerySet.update`, `bulk_create`) must not be used for watched models there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_save

from accounts.audit import values
from accounts.audit.models import AuditEntry

Action = AuditEntry.Action


@dataclass(slots=True)
class Watch:
    """Who is at work, and the rows as they were before the save that runs."""

    actor_id: int | None
    actor: str
    place: str
    before: dict[int, values.Values] = field(default_factory=dict)


_watch: ContextVar[Watch | None] = ContextVar("audit_watch", default=None)


@contextmanager
def watching(actor_id: int | None, actor: str, place: str) -> Iterator[None]:
    """What is changed inside is noted as changed by `actor` at `place` (an address, a command)."""
    reset = _watch.set(Watch(actor_id, actor[:254], place[:300]))
    try:
        yield
    finally:
        _watch.reset(reset)


def watch(model: type[Model]) -> None:
    """From now on changes of this model are noted, but those of the log itself."""
    if model is AuditEntry:
        return
    name = f"audit.{model._meta.label_lower}"
    pre_save.connect(_before_save, model, dispatch_uid=name)
    post_save.connect(_after_save, model, dispatch_uid=name)
    post_delete.connect(_after_delete, model, dispatch_uid=name)


def note_reading(row: Model, reason: str) -> AuditEntry | None:
    """Somebody opened what is somebody else's. Noted like a change."""
    return _note(Action.READ, row, {}, reason)


def _before_save(sender: type[Model], instance: Model, **_: Any) -> None:
    if (at_work := _watch.get()) and not instance._state.adding:
        old = sender._base_manager.filter(pk=instance.pk).first()
        at_work.before[id(instance)] = values.of(old) if old else {}


def _after_save(sender: type[Model], instance: Model, *, created: bool, **_: Any) -> None:
    if at_work := _watch.get():
        before = at_work.before.pop(id(instance), {})
        stored = sender._base_manager.get(pk=instance.pk)
        changes = values.differences(before, values.of(stored))
        if created or changes:
            _note(Action.ADD if created else Action.CHANGE, instance, changes)


def _after_delete(sender: type[Model], instance: Model, **_: Any) -> None:
    if _watch.get():
        _note(Action.DELETE, instance, values.differences(values.of(instance), {}))


def _note(action: str, row: Model, changes: dict[str, Any], reason: str = "") -> AuditEntry | None:
    if (at_work := _watch.get()) is None:
        return None
    return AuditEntry.objects.create(
        actor_id=at_work.actor_id,
        actor=at_work.actor,
        place=at_work.place,
        action=action,
        model=row._meta.label_lower,
        object_id=str(row.pk),
        object_text=str(row)[:200],
        changes=changes,
        reason=reason[:500],
    )
