"""The words that refusals, alerts, lists and reports share, in the language that is active."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from billing.models import Period, Scope
from billing.money import format_usd


def period_words(period: str) -> str:
    return {
        Period.DAY.value: _("for today"),
        Period.WEEK.value: _("for this week"),
        Period.MONTH.value: _("for this month"),
        Period.TOTAL.value: _("in total"),
    }[period]


def budget_words() -> dict[str, str]:
    """By scope, in the middle of a sentence."""
    return {
        Scope.USER: _("your budget"),
        Scope.MEMBERS: _("your budget"),
        Scope.EVERYONE: _("your budget"),
        Scope.OWN: _("the limit that you set yourself"),
        Scope.TEAM: _("your team's budget"),
        Scope.ORGANISATION: _("the organisation's budget"),
    }


def budget_title(scope: str, period: str) -> str:
    """As a heading over its figures, such as "Your budget this month"."""
    whose = {
        Scope.OWN: _("Your own limit"),
        Scope.TEAM: _("Your team together"),
        Scope.ORGANISATION: _("The whole organisation"),
    }.get(Scope(scope), _("Your budget"))
    when = {
        Period.DAY: _("today"),
        Period.WEEK: _("this week"),
        Period.MONTH: _("this month"),
        Period.TOTAL: _("in total"),
    }[Period(period)]
    return f"{whose} · {when}"


def amount_words(measure: str, value: int) -> str:
    """`value` is nano-dollars for the measure usd, else a number of tokens."""
    if measure == "usd":
        return format_usd(value)
    count = formats.number_format(value, force_grouping=True)
    if measure == "tokens":
        return _("%(count)s tokens") % {"count": count}
    return _("%(count)s output tokens") % {"count": count}


def moment_words(at: datetime) -> str:
    """Date and time where the organisation is."""
    return formats.date_format(
        timezone.localtime(at, Organisation.current().zone), "DATETIME_FORMAT"
    )


def purpose_words() -> dict[str, str]:
    """What calls were for, in words; other purposes keep their code."""
    return {
        "chat": _("Chat"),
        "title": _("Titles"),
        "summary": _("Summaries"),
        "batch": _("Batches"),
        "evaluation": _("Evaluations"),
        "document": _("Documents"),
    }


def kind_words() -> dict[str, str]:
    """Kinds of ledger entries, in words; tools keep their code."""
    return {
        "input": _("Input"),
        "output": _("Output"),
        "cache_read": _("Cache read"),
        "cache_write_5m": _("Cache write (5 minutes)"),
        "cache_write_1h": _("Cache write (1 hour)"),
        "web_search_requests": _("Web searches"),
        "web_fetch_requests": _("Pages fetched"),
    }
