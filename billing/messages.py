"""Alerts in words, in the language that is active."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from accounts.models import Organisation, Team
from billing.models import Alert, Subject
from billing.words import amount_words, moment_words, period_words

Words = Callable[[Alert], str]
_of_others: dict[str, tuple[Words, Words]] = {}


def speak_for(kind: str, headline: Words, body: Words) -> None:
    """Alerts of this kind are put into words by the room above that raises them."""
    _of_others[kind] = headline, body


def headline(alert: Alert) -> str:
    """One line: what happened to whose budget."""
    if alert.kind in _of_others:
        return _of_others[alert.kind][0](alert)
    facts = {"who": who(alert), "percent": alert.threshold, "model": alert.detail}
    if alert.kind == Alert.Kind.THRESHOLD:
        return _("%(who)s: %(percent)s %% of the budget is used") % facts
    if alert.kind == Alert.Kind.FORECAST:
        return _("%(who)s: the budget will run out early") % facts
    if alert.kind == Alert.Kind.UNUSUAL:
        return _("%(who)s: unusual spending today") % facts
    if alert.kind == Alert.Kind.REQUEST:
        asked = amount_words("usd", alert.facts.get("asked", 0))
        return _("%(who)s asks for %(amount)s more") % {**facts, "amount": asked}
    if alert.kind == Alert.Kind.DECISION:
        return _("Your request for a larger budget was answered")
    if alert.kind == Alert.Kind.BREACH:
        return _("A call to %(model)s cost more than was set aside for it") % facts
    return _("There is no price for %(model)s") % facts


def headline_for_staff(alert: Alert) -> str:
    """The same line to somebody else than the person it speaks to."""
    if alert.kind == Alert.Kind.DECISION:
        return _("The budget request of %(who)s was answered") % {"who": who(alert)}
    return headline(alert)


def body(alert: Alert) -> str:
    """One or two sentences with the figures."""
    if alert.kind in _of_others:
        return _of_others[alert.kind][1](alert)
    facts = alert.facts
    runs_out = facts.get("runs_out")
    words = {
        "spent": amount_words(alert.measure, facts.get("spent", 0)),
        "limit": amount_words(alert.measure, facts.get("limit", 0)),
        "usual": amount_words(alert.measure, facts.get("usual", 0)),
        "period": period_words(alert.period),
        "when": moment_words(datetime.fromisoformat(runs_out)) if runs_out else "",
    }
    if alert.kind == Alert.Kind.THRESHOLD:
        return _("%(spent)s of %(limit)s %(period)s are used.") % words
    if alert.kind == Alert.Kind.FORECAST:
        return (
            _("%(spent)s of %(limit)s %(period)s are used. At this rate it is gone on %(when)s.")
            % words
        )
    if alert.kind == Alert.Kind.UNUSUAL:
        return _("%(spent)s were spent today; %(usual)s are usual on a day.") % words
    if alert.kind == Alert.Kind.REQUEST:
        reason = facts.get("reason") or _("No reason was given.")
        where = _("Answer it in the administration, under Budget requests.")
        return f"{reason}\n{where}"
    if alert.kind == Alert.Kind.DECISION:
        return _decision(alert)
    if alert.kind == Alert.Kind.BREACH:
        over = {"amount": amount_words("usd", facts.get("over", 0))}
        return (
            _(
                "It was booked in full, %(amount)s beyond its reservation. "
                "“manage.py audit_ledger” counts all such calls."
            )
            % over
        )
    return _("It cannot be used until an administrator adds its price under Model prices.")


def to_person(alert: Alert) -> str:
    """One sentence for the person whom it concerns, as the chat page says it."""
    spent = amount_words(alert.measure, alert.facts.get("spent", 0))
    if alert.kind == Alert.Kind.THRESHOLD:
        facts = {"percent": alert.threshold, "period": period_words(alert.period)}
        return _("%(percent)s %% of your budget %(period)s is used.") % facts
    if alert.kind == Alert.Kind.FORECAST:
        when = moment_words(datetime.fromisoformat(alert.facts["runs_out"]))
        text = _("At this rate your budget %(period)s is used up on %(when)s.")
        return text % {"period": period_words(alert.period), "when": when}
    if alert.kind == Alert.Kind.UNUSUAL:
        usual = amount_words(alert.measure, alert.facts.get("usual", 0))
        text = _("You have spent %(spent)s today; %(usual)s is usual for you.")
        return text % {"spent": spent, "usual": usual}
    return _decision(alert)


def _decision(alert: Alert) -> str:
    granted, answer = alert.facts.get("granted"), alert.facts.get("answer", "")
    if granted is None:
        asked = {"amount": amount_words("usd", alert.facts.get("asked", 0))}
        sentence = _("Your request for %(amount)s more was declined.") % asked
    else:
        amount = {"amount": amount_words("usd", granted)}
        sentence = _("Your request was granted: you have %(amount)s more.") % amount
    return f"{sentence} {answer}".strip()


def who(alert: Alert) -> str:
    """The person's address, the team's or the organisation's name; an id where it is deleted."""
    if alert.subject == Subject.ORGANISATION:
        return Organisation.current().name
    if alert.subject == Subject.TEAM:
        name = Team.objects.filter(pk=alert.subject_id).values_list("name", flat=True).first()
        return name or _("Team %(id)s") % {"id": alert.subject_id}
    people = get_user_model()._default_manager.filter(pk=alert.subject_id)
    address = people.values_list("email", flat=True).first()
    return address or _("Person %(id)s") % {"id": alert.subject_id}
