"""Alarms in words, in the language that is active."""

from django.utils.translation import gettext as _

from billing.models import Alert
from chatapp.alarms.models import Condition


def headline(alert: Alert) -> str:
    """One line: what is wrong."""
    return {
        Condition.SUCCESS_RATE.value: _("Many requests to Claude fail"),
        Condition.SLOW.value: _("Answers of Claude take long"),
        Condition.REFUSED.value: _("Claude refuses many attempts"),
        Condition.BREAKER_OPEN.value: _("Requests to Claude are held back"),
        Condition.QUEUE.value: _("Many requests are waiting"),
        Condition.WORKER_SILENT.value: _("The worker is silent"),
    }.get(alert.facts.get("condition", ""), _("Something is wrong with the service"))


def body(alert: Alert) -> str:
    """One or two sentences with the figures of the moment at which it was noticed."""
    facts = {"value": "?", "limit": "?", "minutes": "?", "detail": ""} | alert.facts
    sentence = {
        Condition.SUCCESS_RATE.value: _(
            "%(value)s %% of the requests of the last %(minutes)s minutes succeeded; "
            "the threshold is %(limit)s %%."
        ),
        Condition.SLOW.value: _(
            "95 %% of the answers of the last %(minutes)s minutes took up to %(value)s s; "
            "the threshold is %(limit)s s."
        ),
        Condition.REFUSED.value: _(
            "Claude refused %(value)s %% of the attempts of the last %(minutes)s minutes with "
            "429 or 529; the threshold is %(limit)s %%."
        ),
        Condition.BREAKER_OPEN.value: _(
            "Too many failed, so for a while these models are not asked: %(detail)s."
        ),
        Condition.QUEUE.value: _("%(value)s requests are waiting; the threshold is %(limit)s."),
        Condition.WORKER_SILENT.value: _(
            "The worker gave no sign of life for %(value)s s; the threshold is %(limit)s s. "
            "Titles, alerts and retention wait until it runs again."
        ),
    }.get(str(facts.get("condition")), "")
    return str(sentence % facts)
