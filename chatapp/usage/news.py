"""Word of what changed about somebody's money elsewhere: in the admin, by a command, in a worker.

Rows are the truth: `keeper` looks at what is new and tells the sockets of this process. A row
is looked for a little longer than since the last look, because a transaction that began earlier
may end later; what was seen before is known and not told again.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone, translation

from accounts.models import User
from billing.models import Alert, Budget, BudgetRequest, Grant, Scope, Subject
from chatapp import database, money, presence, protocol

EVERYBODY = Q(pk__gt=0)  # an empty Q would vanish in a union
OVERLAP = timedelta(seconds=15)

News = dict[tuple[Any, ...], Q]
"""What happened, and whom it concerns."""


@dataclass(slots=True)
class Lookout:
    """What has been seen so far."""

    since: datetime = field(default_factory=timezone.now)
    known: set[tuple[Any, ...]] = field(default_factory=set)
    is_new: bool = True

    def look(self, present: set[int]) -> set[int]:
        """Those of these people whose budgets, requests or alerts changed. Four queries."""
        at = timezone.now()
        found = _news(self.since - OVERLAP)
        fresh = set() if self.is_new else found.keys() - self.known
        self.since, self.known, self.is_new = at, set(found), False
        if not fresh:
            return set()
        concerned = Q(pk__in=[])
        for what in fresh:
            concerned |= found[what]
        people = User.objects.filter(concerned, pk__in=present)
        return set(people.values_list("pk", flat=True))


def _news(after: datetime) -> News:
    news: News = {}
    for pk, subject, subject_id in Grant.objects.filter(granted_at__gt=after).values_list(
        "pk", "subject", "subject_id"
    ):
        news["grant", pk] = _of_subject(subject, subject_id)
    for pk, scope, scope_id, at in Budget.objects.filter(changed_at__gt=after).values_list(
        "pk", "scope", "scope_id", "changed_at"
    ):
        news["budget", pk, at] = _of_scope(scope, scope_id)
    moved = Q(asked_at__gt=after) | Q(decided_at__gt=after)
    for pk, user_id, state in BudgetRequest.objects.filter(moved).values_list(
        "pk", "user_id", "state"
    ):
        news["request", pk, state] = Q(pk=user_id)
    for pk, user_id in Alert.objects.filter(raised_at__gt=after, subject=Subject.USER).values_list(
        "pk", "subject_id"
    ):
        news["alert", pk] = Q(pk=user_id)
    return news


def _of_subject(subject: str, subject_id: int) -> Q:
    match subject:
        case Subject.USER:
            return Q(pk=subject_id)
        case Subject.TEAM:
            return Q(team_id=subject_id)
    return EVERYBODY


def _of_scope(scope: str, scope_id: int) -> Q:
    match scope:
        case Scope.USER | Scope.OWN:
            return Q(pk=scope_id)
        case Scope.MEMBERS | Scope.TEAM:
            return Q(team_id=scope_id)
    return EVERYBODY


async def tell(lookout: Lookout) -> None:
    """Shows what is new to the people who have a page open in this process."""
    sign_ins = presence.sign_ins()
    if not sign_ins:
        return
    changed = await database.run(lookout.look, {sign_in.user_id for sign_in in sign_ins})
    for sign_in in sign_ins:
        if sign_in.user_id not in changed:
            continue
        for socket in presence.sockets(sign_in):
            with translation.override(socket.language):
                now = await database.run(money.shown, sign_in.user_id)
            socket.show(protocol.encode(protocol.MoneyNews(**now)))
