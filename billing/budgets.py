"""Which limits hold for whom, setting them, and how they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from billing import grants, statements, windows
from billing.models import Budget, Period, Scope, Subject, Window
from billing.money import MOST_NANO

SPECIAL_FIRST = (Scope.USER, Scope.MEMBERS, Scope.EVERYONE)
MOST_TOKENS = 10**15


class BadBudgetError(ValueError):
    """The budget makes no sense. The message is a sentence for whoever set it."""

    code = "bad_budget"


@dataclass(frozen=True, slots=True)
class Limit:
    """One budget as it holds for one window; None where it does not limit."""

    budget_id: int
    scope: str
    key: windows.Key
    nano: int | None = None
    tokens: int | None = None
    output: int | None = None
    hard: bool = True
    thresholds: tuple[int, ...] = ()

    @property
    def period(self) -> str:
        return self.key[2]


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything that holds for one person: limits, and the longest reply in output tokens."""

    limits: tuple[Limit, ...]
    reply_output: int | None = None


def terms_for(user_id: int | None, team_id: int | None) -> Terms:
    """What holds for a call of this person now. One query."""
    return terms_of(statements.budgets_in_scope(user_id, team_id), user_id)


def terms_of(budgets: Iterable[Budget], user_id: int | None) -> Terms:
    """The terms that these budgets make for one person."""
    personal = (*SPECIAL_FIRST, Scope.OWN)
    found = [b for b in budgets if user_id is not None or b.scope not in personal]
    special: dict[str, Budget] = {}
    for scope in reversed(SPECIAL_FIRST):
        special |= {budget.period: budget for budget in found if budget.scope == scope}
    holding = [b for b in found if b.scope not in SPECIAL_FIRST] + list(special.values())
    replies = [b.reply_output for b in holding if b.reply_output is not None]
    return Terms(
        tuple(limit for budget in holding for limit in _limits_of(budget, user_id)),
        min(replies) if replies else None,
    )


def _limits_of(budget: Budget, user_id: int | None) -> Iterable[Limit]:
    if budget.scope == Scope.ORGANISATION:
        subject, subject_id = Subject.ORGANISATION, 0
    elif budget.scope == Scope.TEAM:
        subject, subject_id = Subject.TEAM, budget.scope_id
    else:
        subject, subject_id = Subject.USER, user_id or 0
    if budget.limit_nano is not None or budget.limit_tokens is not None:
        yield Limit(
            budget.pk,
            budget.scope,
            (subject.value, subject_id, budget.period),
            nano=budget.limit_nano,
            tokens=budget.limit_tokens,
            hard=budget.hard,
            thresholds=tuple(budget.thresholds),
        )
    if budget.day_output is not None:
        day = (subject.value, subject_id, Period.DAY.value)
        yield Limit(budget.pk, budget.scope, day, output=budget.day_output, hard=budget.hard)


def set_budget(
    scope: str,
    scope_id: int = 0,
    period: str = Period.MONTH,
    *,
    limit_nano: int | None = None,
    limit_tokens: int | None = None,
    hard: bool = True,
    thresholds: Sequence[int] = (50, 80, 100),
    reply_output: int | None = None,
    day_output: int | None = None,
    by: int | None = None,
) -> Budget:
    """Set one budget; it holds from the next reservation on, also when more is spent already.

    Raises BadBudgetError.
    """
    limits = (limit_nano, limit_tokens, reply_output, day_output)
    check(scope, scope_id, period, limits=limits, thresholds=thresholds)
    with transaction.atomic():
        budget, _made = Budget.objects.update_or_create(
            scope=scope,
            scope_id=scope_id,
            period=period,
            defaults={
                "limit_nano": limit_nano,
                "limit_tokens": limit_tokens,
                "hard": hard,
                "thresholds": sorted(set(thresholds)),
                "reply_output": reply_output,
                "day_output": day_output,
                "changed_by": by,
            },
        )
        look_again()
    return budget


def set_dollars(user_id: int, limit_nano: int | None, *, by: int | None = None) -> None:
    """What one person may spend a month; None: what holds for their team or everybody.

    Other limits of the person's budget stay. Raises BadBudgetError.
    """
    own = Budget.objects.filter(scope=Scope.USER, scope_id=user_id, period=Period.MONTH).first()
    if own is None:
        if limit_nano is not None:
            set_budget(Scope.USER, user_id, limit_nano=limit_nano, by=by)
        return
    rest = (own.limit_tokens, own.reply_output, own.day_output)
    if limit_nano is None and all(limit is None for limit in rest):
        own.delete()
        look_again()
        return
    check(own.scope, user_id, own.period, limits=(limit_nano, *rest), thresholds=own.thresholds)
    own.limit_nano, own.changed_by = limit_nano, by
    own.save()
    look_again()


def check(
    scope: str,
    scope_id: int,
    period: str,
    *,
    limits: Sequence[int | None],
    thresholds: Sequence[int],
) -> None:
    """Raises BadBudgetError unless it makes sense. `limits`: nano-dollars first, then tokens."""
    if scope not in Scope.values or period not in Period.values:
        raise BadBudgetError(_("There is no such kind of budget or period."))
    if (scope in (Scope.EVERYONE, Scope.ORGANISATION)) != (scope_id == 0):
        raise BadBudgetError(_("Name the person or team that the budget is for."))
    if all(limit is None for limit in limits):
        raise BadBudgetError(_("A budget needs at least one limit."))
    if any(limit is not None and not 0 <= limit <= MOST_TOKENS for limit in limits[1:]) or (
        limits[0] is not None and not 0 <= limits[0] <= MOST_NANO
    ):
        raise BadBudgetError(_("A limit must not be negative or absurdly large."))
    if not all(isinstance(percent, int) and 0 < percent <= 1000 for percent in thresholds):
        raise BadBudgetError(_("Thresholds are whole percentages from 1 to 1000."))


def look_again() -> None:
    """Let the next settlement of every current window look at the thresholds anew."""
    Window.objects.filter(ends_at__gt=timezone.now()).update(notify_nano=0, notify_tokens=0)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one limit stands now, grants included. `renews_at` is None for budgets in total."""

    limit: Limit
    limit_nano: int | None
    spent_nano: int
    reserved_nano: int
    limit_tokens: int | None
    spent_tokens: int
    reserved_tokens: int
    limit_output: int | None
    spent_output: int
    reserved_output: int
    renews_at: datetime | None

    @property
    def scope_words(self) -> str:
        """Whom the limit holds, in words."""
        return str(Scope(self.limit.scope).label)

    @property
    def period_words(self) -> str:
        return str(Period(self.limit.period).label)

    @property
    def remaining_nano(self) -> int | None:
        """What is neither spent nor reserved; never below 0."""
        if self.limit_nano is None:
            return None
        return max(0, self.limit_nano - self.spent_nano - self.reserved_nano)

    @property
    def percent(self) -> int:
        """Spent, in whole percent of the limit that is used most; 100 only when it is reached."""
        used = (
            (self.spent_nano, self.limit_nano),
            (self.spent_tokens, self.limit_tokens),
            (self.spent_output, self.limit_output),
        )
        return max(
            (spent * 100 // limit if limit else 100 for spent, limit in used if limit is not None),
            default=0,
        )


def standings(
    user_id: int | None, team_id: int | None, now: datetime | None = None
) -> list[Standing]:
    """Every limit that holds for this person, the most used first. Writes nothing."""
    now = now or timezone.now()
    limits = terms_for(user_id, team_id).limits
    present = {windows.key_of(w): w for w in statements.windows(user_id, team_id, now)}
    holding = {key: present.get(key) or peek(key, now) for key in {limit.key for limit in limits}}
    extras = grants.added(holding.values(), now)
    return sorted(
        (stand(limit, holding[limit.key], extras[limit.key]) for limit in limits),
        key=lambda standing: -standing.percent,
    )


def stand(limit: Limit, window: Window, extra: grants.Extra) -> Standing:
    """How this limit stands in this window, to which grants add `extra`."""
    return Standing(
        limit,
        None if limit.nano is None else limit.nano + extra.nano,
        window.spent_nano,
        window.reserved_nano,
        None if limit.tokens is None else limit.tokens + extra.tokens,
        window.spent_tokens,
        window.reserved_tokens,
        limit.output,
        window.spent_output,
        window.reserved_output,
        renews_at(window),
    )


def renews_at(window: Window) -> datetime | None:
    return None if window.ends_at >= windows.EVER[1] else window.ends_at


def peek(key: windows.Key, now: datetime) -> Window:
    """The window as it would be made now, not saved: for looking without spending."""
    subject, subject_id, period = key
    zone = Organisation.current().zone
    first = windows.first_day(period, now, zone)
    starts, ends = windows.bounds(period, first, zone)
    window = Window(
        subject=subject, subject_id=subject_id, period=period, first_day=first,
        starts_at=starts, ends_at=ends,
    )  # fmt: skip
    for name, value in windows.actual_sums(window).items():
        setattr(window, name, value)
    return window
