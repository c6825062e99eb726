"""What each of many people has spent this month, of what: a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from accounts.models import User
from billing import months
from billing.models import Budget, Period, Scope, Subject
from chatapp.models import Conversation


@dataclass(frozen=True, slots=True)
class Month(months.Month):
    """`own` says whether the limit is theirs alone."""

    own: bool = False
    active_at: datetime | None = None


def of_people(people: Iterable[User]) -> dict[int, Month]:
    """The running month of each, by id."""
    listed = list(people)
    ids = [person.pk for person in listed]
    teams = {person.team_id for person in listed if person.team_id}
    month = months.Span.running()
    spent = months.spent("user_id", ids, month)
    extra = months.granted(Subject.USER, ids, month)
    chats = Conversation.objects.filter(owner__in=ids).order_by()
    active = dict(
        chats.values_list("owner_id").annotate(at=Max("active_at")).values_list("owner_id", "at")
    )
    own, of_team, everyone = _limits(ids, teams)
    return {
        person.pk: Month(
            spent_nano=spent.get(person.pk, 0),
            limit_nano=own.get(person.pk, of_team.get(person.team_id or 0, everyone)),
            extra_nano=extra.get(person.pk, 0),
            own=person.pk in own,
            active_at=active.get(person.pk),
        )
        for person in listed
    }


def _limits(
    ids: list[int], teams: set[int]
) -> tuple[dict[int, int | None], dict[int, int | None], int | None]:
    """Monthly limits by person and by team, and everybody's: the most special one holds."""
    found = Budget.objects.filter(
        Q(scope=Scope.USER, scope_id__in=ids)
        | Q(scope=Scope.MEMBERS, scope_id__in=teams)
        | Q(scope=Scope.EVERYONE),
        period=Period.MONTH,
    )
    by_scope: dict[str, dict[int, int | None]] = {
        Scope.USER: {},
        Scope.MEMBERS: {},
        Scope.EVERYONE: {},
    }
    for scope, scope_id, limit in found.values_list("scope", "scope_id", "limit_nano"):
        by_scope[scope][scope_id] = limit
    return by_scope[Scope.USER], by_scope[Scope.MEMBERS], by_scope[Scope.EVERYONE].get(0)
