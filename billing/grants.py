"""Something extra, once: grants, and people asking for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import occasions, statements
from billing.models import BudgetRequest, Grant, Subject, Window
from billing.money import MOST_NANO
from billing.windows import Key, key_of


class BadGrantError(ValueError):
    """The grant or its decision makes no sense. The message is a sentence."""

    code = "bad_grant"


@dataclass(frozen=True, slots=True)
class Extra:
    """What grants add to a window's limits."""

    nano: int = 0
    tokens: int = 0


NOTHING = Extra()


def added(found: Iterable[Window], now: datetime) -> dict[Key, Extra]:
    """What grants add now to these windows of one moment, saved or not. One query at most."""
    windows = list(found)
    if not windows:
        return {}
    subjects = {(window.subject, window.subject_id) for window in windows}
    since = min(window.starts_at for window in windows)
    given = statements.grants(subjects, since, now)
    return {key_of(window): _sum(window, given) for window in windows}


def _sum(window: Window, given: Iterable[Grant]) -> Extra:
    within = [
        grant
        for grant in given
        if (grant.subject, grant.subject_id) == (window.subject, window.subject_id)
        and window.starts_at <= grant.granted_at < window.ends_at
    ]
    return Extra(sum(grant.amount_nano for grant in within), sum(grant.tokens for grant in within))


def grant(
    subject: str,
    subject_id: int = 0,
    *,
    amount_nano: int = 0,
    tokens: int = 0,
    reason: str = "",
    expires_at: datetime | None = None,
    by: int | None = None,
    now: datetime | None = None,
) -> Grant:
    """Add to the periods that run now. Raises BadGrantError.

    A grant adds to every budget of the subject, whatever its period, and ends with the period.
    """
    now = now or timezone.now()
    check(subject, subject_id, amount_nano, tokens, expires_at, now)
    return Grant.objects.create(
        subject=subject,
        subject_id=subject_id,
        amount_nano=amount_nano,
        tokens=tokens,
        reason=reason,
        granted_at=now,
        granted_by=by,
        expires_at=expires_at,
    )


def check(
    subject: str,
    subject_id: int,
    amount_nano: int,
    tokens: int,
    expires_at: datetime | None,
    now: datetime,
) -> None:
    """Raises BadGrantError unless the grant makes sense."""
    if subject not in Subject.values or (subject == Subject.ORGANISATION) != (subject_id == 0):
        raise BadGrantError(_("Name the person or team that the grant is for."))
    if not (0 <= amount_nano <= MOST_NANO and tokens >= 0 and amount_nano + tokens > 0):
        raise BadGrantError(_("A grant must be more than nothing and not absurdly large."))
    if expires_at is not None and expires_at <= now:
        raise BadGrantError(_("The grant would have expired already."))


def ask_for_more(user_id: int, asked_nano: int, reason: str = "") -> BudgetRequest:
    """Open a request and tell administrators, or return the one that is open already.

    Raises BadGrantError.
    """
    if not 0 < asked_nano <= MOST_NANO:
        raise BadGrantError(_("Ask for an amount above zero that is not absurdly large."))
    try:
        with transaction.atomic():
            request = BudgetRequest.objects.create(
                user_id=user_id, asked_nano=asked_nano, reason=reason[:500]
            )
            occasions.asked(request)
            return request
    except IntegrityError:
        return BudgetRequest.objects.get(user_id=user_id, state=BudgetRequest.State.OPEN)


def decide(
    request_id: int,
    *,
    granted_nano: int | None,
    by: int | None,
    expires_at: datetime | None = None,
    answer: str = "",
) -> BudgetRequest:
    """Grant a request with this amount, or decline it with None. Decided once, whoever clicks.

    `answer` is a word to the person.
    A request that is decided already is returned as it is. Raises BadGrantError.
    """
    with transaction.atomic():
        request = BudgetRequest.objects.select_for_update().get(pk=request_id)
        if request.state != BudgetRequest.State.OPEN:
            return request
        request.state = BudgetRequest.State.DECLINED
        if granted_nano is not None:
            request.state = BudgetRequest.State.GRANTED
            request.grant = grant(
                Subject.USER,
                request.user_id,
                amount_nano=granted_nano,
                reason=request.reason,
                expires_at=expires_at,
                by=by,
            )
        request.decided_at, request.decided_by = timezone.now(), by
        request.answer = answer[:300]
        request.save()
        occasions.decided(request)
        return request
