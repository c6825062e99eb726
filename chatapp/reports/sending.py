"""Sends scheduled reports: each period once, when it is over.

A report is claimed by moving its `due_at` on before it is sent, so that two workers don't both
send it; one that a dead worker claimed is due again after `CLAIM`. What fails is tried again with
growing pauses, for ever: a mail server may be away over the weekend.
"""

import logging
from datetime import date, datetime, timedelta

from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Organisation
from billing.money import format_usd
from chatapp.reports import spreadsheets, usage
from chatapp.reports.models import ReportSchedule, addresses
from chatapp.reports.usage import Question

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=10)
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=12)
ROWS_IN_MAIL = 10


def send_due(now: datetime | None = None) -> int:
    """Sends what is due; returns how many were sent. A new schedule starts with the last period."""
    at = now or timezone.now()
    today = at.astimezone(Organisation.current().zone).date()
    due = ReportSchedule.objects.filter(enabled=True, due_at__lte=at)
    return sum(_send_if_due(schedule, today, at) for schedule in due.select_related("team"))


def period(every: str, today: date) -> tuple[date, date]:
    """The first and last day of the last period that is over."""
    match every:
        case ReportSchedule.Every.DAY:
            return today - timedelta(days=1), today - timedelta(days=1)
        case ReportSchedule.Every.WEEK:
            monday = today - timedelta(days=today.weekday())
            return monday - timedelta(days=7), monday - timedelta(days=1)
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _send_if_due(schedule: ReportSchedule, today: date, at: datetime) -> bool:
    first, last = period(schedule.every, today)
    if schedule.sent_through is not None and schedule.sent_through >= last:
        return False
    row = ReportSchedule.objects.filter(pk=schedule.pk)
    if not row.filter(due_at=schedule.due_at).update(due_at=at + CLAIM):
        return False
    try:
        with translation.override(schedule.language):
            message(schedule, first, last).send()
    except Exception as error:  # whatever a mail server does
        logger.warning("The scheduled report %s could not be sent: %s", schedule.pk, error)
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(schedule.tries, 10))
        row.update(
            tries=F("tries") + 1,
            due_at=at + pause,
            last_error=f"{type(error).__name__}: {error}"[:300],
        )
        return False
    row.update(sent_through=last, due_at=at, tries=0, last_error="", last_sent_at=at)
    return True


def message(schedule: ReportSchedule, first: date, last: date) -> EmailMessage:
    """The e-mail: the sum and the largest groups as text, the whole report as a file."""
    question = Question(first, last, schedule.group, team_id=schedule.team_id)
    length = last - first + timedelta(days=1)
    before = question.before(first - length, first - timedelta(days=1))
    total, found = usage.total(question), usage.rows(question, before)
    headers, lines = usage.table(found, schedule.group)
    days = date_format(first, "DATE_FORMAT")
    if last != first:
        days = f"{days} – {date_format(last, 'DATE_FORMAT')}"
    whom = schedule.team.name if schedule.team else Organisation.current().name
    text = [
        _("Usage of %(whom)s, %(days)s") % {"whom": whom, "days": days},
        "",
        _("Spent: %(amount)s") % {"amount": format_usd(total.amount)},
        _("In the period before: %(amount)s")
        % {"amount": format_usd(sum(row.before for row in found))},
        _("Calls: %(count)s") % {"count": f"{total.calls:,}"},
        "",
        *(f"{row.name}: {format_usd(row.sums.amount)}" for row in found[:ROWS_IN_MAIL]),
        "",
        _("The whole report is attached."),
    ]
    mail = EmailMessage(
        f"{schedule.name}: {days}", "\n".join(text), None, addresses(schedule.recipients)
    )
    name = f"usage-{schedule.group}-{first}-{last}.{schedule.form}"
    if schedule.form == ReportSchedule.Form.CSV:
        content, kind = spreadsheets.csv_pieces(headers, lines), "text/csv"
    else:
        content, kind = (
            spreadsheets.xlsx_pieces(headers, lines, _("Usage report")),
            spreadsheets.XLSX,
        )
    mail.attach(name, b"".join(content), kind)
    return mail
