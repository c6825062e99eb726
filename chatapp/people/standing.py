"""What each of many people has spent this month, of what: a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, Sum
from django.utils import timezone

from accounts.models import Organisation, User
from billing import windows
from billing.models import Budget, DaySpend, Grant, Period, Scope, Subject
from chatapp.models import Conversation


@dataclass(frozen=True, slots=True)
class Month:
    """Nano-dollars. `limit_nano` is None without a limit; `own` says whether it is their own.

    `extra_nano` is what grants add to it this month.
    """

    spent_nano: int = 0
    limit_nano: int | None = None
    own: bool = False
    extra_nano: int = 0
    active_at: datetime | None = None

    @property
    def allowed_nano(self) -> int | None:
        """The limit with what was granted; None without a limit."""
        return None if self.limit_nano is None else self.limit_nano + self.extra_nano

    @property
    def percent(self) -> int | None:
        """Of the limit; None without one."""
        if self.allowed_nano is None:
            return None
        return self.spent_nano * 100 // self.allowed_nano if self.allowed_nano else 100


def of_people(people: Iterable[User]) -> dict[int, Month]:
    """The running month of each, by id."""
    listed = list(people)
    ids = [person.pk for person in listed]
    teams = {person.team_id for person in listed if person.team_id}
    zone = Organisation.current().zone
    first = windows.first_day(Period.MONTH, timezone.now(), zone)
    since, until = windows.bounds(Period.MONTH, first, zone)
    days = DaySpend.knowing(user_id__in=ids, day__gte=first, day__lte=until.astimezone(zone).date())
    spent = dict(
        days.order_by()
        .values_list("user_id")
        .annotate(sum=Sum("amount_nano"))
        .values_list("user_id", "sum")
    )
    given = Grant.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=timezone.now()),
        subject=Subject.USER,
        subject_id__in=ids,
        granted_at__gte=since,
        granted_at__lt=until,
    ).order_by()
    extra = dict(
        given.values_list("subject_id")
        .annotate(sum=Sum("amount_nano"))
        .values_list("subject_id", "sum")
    )
    chats = Conversation.objects.filter(owner__in=ids).order_by()
    active = dict(
        chats.values_list("owner_id").annotate(at=Max("active_at")).values_list("owner_id", "at")
    )
    own, of_team, everyone = _limits(ids, teams)
    months = {}
    for person in listed:
        limit = own.get(person.pk, of_team.get(person.team_id or 0, everyone))
        months[person.pk] = Month(
            spent.get(person.pk, 0), limit, person.pk in own,
            extra.get(person.pk, 0), active.get(person.pk),
        )  # fmt: skip
    return months


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
