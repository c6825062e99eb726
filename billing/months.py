"""The running month of many people or teams at once: a constant number of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, Sum
from django.utils import timezone

from accounts.models import Organisation
from billing import windows
from billing.models import Budget, DaySpend, Grant, Period, Scope, Subject


@dataclass(frozen=True, slots=True)
class Month:
    """Nano-dollars. `limit_nano` is None without a limit; `extra_nano` is what grants add to it."""

    spent_nano: int = 0
    limit_nano: int | None = None
    extra_nano: int = 0

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


@dataclass(frozen=True, slots=True)
class Span:
    """The running month where the organisation is: from the day `first`, before the day `after`,
    and the moments it lies between.
    """

    first: date
    after: date
    since: datetime
    until: datetime

    @classmethod
    def running(cls) -> "Span":
        zone = Organisation.current().zone
        first = windows.first_day(Period.MONTH, timezone.now(), zone)
        since, until = windows.bounds(Period.MONTH, first, zone)
        return cls(first, until.astimezone(zone).date(), since, until)


def spent(column: str, ids: Collection[int], month: Span) -> dict[int, int]:
    """What was spent by each of these `user_id` or `team_id`. One query."""
    days = DaySpend.knowing(
        **{f"{column}__in": ids}, day__gte=month.first, day__lt=month.after
    ).order_by()
    return dict(days.values_list(column).annotate(sum=Sum("amount_nano")))


def granted(subject: str, ids: Collection[int], month: Span) -> dict[int, int]:
    """What grants of this month add to each person or team. One query."""
    given = Grant.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=timezone.now()),
        subject=subject,
        subject_id__in=ids,
        granted_at__gte=month.since,
        granted_at__lt=month.until,
    ).order_by()
    return dict(given.values_list("subject_id").annotate(sum=Sum("amount_nano")))


def of_teams(ids: Iterable[int]) -> dict[int, Month]:
    """The running month of each team, by id."""
    teams = list(ids)
    month = Span.running()
    sums = spent("team_id", teams, month)
    extra = granted(Subject.TEAM, teams, month)
    budgets = Budget.objects.filter(scope=Scope.TEAM, scope_id__in=teams, period=Period.MONTH)
    limits = dict(budgets.values_list("scope_id", "limit_nano"))
    return {team: Month(sums.get(team, 0), limits.get(team), extra.get(team, 0)) for team in teams}
