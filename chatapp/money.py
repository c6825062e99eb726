"""What the page shows about money: budgets, and prices for the estimate before sending."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone

from accounts import facts
from billing import budgets as billing_budgets
from billing import messages, occasions
from billing.charges import Charge
from billing.models import Alert, BudgetRequest, LedgerEntry, Reservation
from billing.prices import Price, UnknownPriceError, current_book, price_of
from billing.sweep import seen_or_counted
from billing.words import budget_title, budget_words, period_words
from chatapp.claude import catalog, estimate
from chatapp.models import Message

Shape = dict[str, Any]


def budgets(user_id: int) -> list[Shape]:
    """Every limit that holds for the person, the most used first; amounts in nano-dollars."""
    team = facts.team_of(user_id)
    return [
        {
            "scope": standing.limit.scope,
            "name": budget_title(standing.limit.scope, standing.limit.period),
            "whose": budget_words()[standing.limit.scope],
            "when": period_words(standing.limit.period),
            "hard": standing.limit.hard,
            "period": standing.limit.period,
            "percent": standing.percent,
            "limit_nano": standing.limit_nano,
            "spent_nano": standing.spent_nano,
            "reserved_nano": standing.reserved_nano,
            "limit_tokens": standing.limit_tokens,
            "spent_tokens": standing.spent_tokens,
            "reserved_tokens": standing.reserved_tokens,
            "limit_output": standing.limit_output,
            "spent_output": standing.spent_output,
            "renews_at": standing.renews_at and standing.renews_at.isoformat(),
        }
        for standing in billing_budgets.standings(user_id, team)
    ]


def shown(user_id: int) -> Shape:
    """Budgets, alerts to the person, and their open request for more."""
    standing = budgets(user_id)
    asked = BudgetRequest.objects.filter(user_id=user_id, state=BudgetRequest.State.OPEN).first()
    return {
        "budgets": standing,
        "alerts": [
            {"id": alert.pk, "kind": alert.kind, "sentence": messages.to_person(alert)}
            for alert in occasions.open_for(user_id)
            if _still_holds(alert, standing)
        ],
        "request": asked
        and {"asked_nano": asked.asked_nano, "asked_at": asked.asked_at.isoformat()},
    }


def _still_holds(alert: Alert, standing: list[Shape]) -> bool:
    """A threshold isn't worth a word any more once the budget was raised."""
    if alert.kind != Alert.Kind.THRESHOLD:
        return True
    return any(
        (budget["scope"], budget["period"]) == (alert.detail, alert.period)
        and budget["percent"] >= alert.threshold
        for budget in standing
    )


def charges_left_behind(reservation: Reservation) -> list[Charge]:
    """What a call of a dead process used: what was noted, and at least what is stored of it."""
    charges = seen_or_counted(reservation)
    replies = Message.objects.filter(pk=reservation.message_id or 0)
    content = replies.values_list("content", flat=True)
    written = "".join(
        str(block.get("text") or block.get("thinking") or "") for block in content.first() or ()
    )
    if charges and written:
        tokens = estimate.of_text(written, str(reservation.quote.get("model", "")))
        least = charges[0].tokens.with_output_at_least(tokens)
        charges[0] = replace(charges[0], tokens=least)
    return charges


def prices(model: str) -> Shape | None:
    """Nano-dollars per token now, and tokens per character; None for a model without price.

    `bands` are the prices by the length of the prompt, `from` so many tokens on, shortest first.
    """
    now = timezone.now()
    try:
        starts = current_book().starts(model)
        bands = [{"from": at, **_units(price_of(model, now, prompt_tokens=at))} for at in starts]
    except UnknownPriceError:
        return None
    if not bands:
        return None
    old = estimate.is_old(model)
    return {
        "bands": bands,
        "tokens_per_character": estimate.TYPICAL_OLD if old else estimate.TYPICAL_NEW,
        "most_per_character": estimate.OLD_PER_CHARACTER if old else estimate.NEW_PER_CHARACTER,
        "thinks": catalog.find(model).thinks,
    }


def _units(price: Price) -> Shape:
    shown_kinds = ("input", "output", "cache_read", "cache_write_5m")
    return {kind: price.units[kind] for kind in shown_kinds}


def conversation_nano(user_id: int, conversation: UUID) -> int:
    """What one conversation of the person has cost, its title and its failures included."""
    entries = LedgerEntry.objects.filter(conversation_id=conversation, user_id=user_id)
    return entries.aggregate(sum=Sum("amount_nano", default=0))["sum"] or 0
