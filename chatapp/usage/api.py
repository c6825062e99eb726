"""The budget panel's JSON: how budgets stand, a lower limit of one's own, asking for more."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from billing import grants, occasions
from billing.budgets import BadBudgetError
from billing.grants import BadGrantError
from billing.money import BadAmountError, parse_usd
from chatapp import database, money, viewers
from chatapp.json_edge import json_object, refuse
from chatapp.problems import Problem
from chatapp.usage import limits

WRONG_AMOUNTS = (BadAmountError, BadBudgetError, BadGrantError)
MOST_REASON_CHARS = 500


@require_GET
async def panel(request: HttpRequest) -> HttpResponseBase:
    """All there is about the person's money now; with `conversation` also what that one cost."""
    user = await request.auser()
    if not user.is_authenticated:
        return refuse(Problem("signed_out"))
    try:
        conversation = (
            UUID(request.GET["conversation"]) if request.GET.get("conversation") else None
        )
    except ValueError:
        return refuse(Problem("not_found"))
    return JsonResponse(await database.run(shown, user.pk, conversation))


def shown(user_id: int, conversation: UUID | None = None) -> dict[str, Any]:
    """What the panel shows; amounts in nano-dollars."""
    return {
        **money.shown(user_id),
        "own_nano": limits.own_nano(user_id),
        "conversation_nano": money.conversation_nano(user_id, conversation)
        if conversation
        else None,
    }


@require_http_methods(["PUT"])
async def own_limit(request: HttpRequest) -> HttpResponseBase:
    """Sets the person's own limit for a month, or takes it away where `amount` is empty."""
    return await changed(request, set_own_limit)


def set_own_limit(user_id: int, wanted: dict[str, Any]) -> None:
    """Raises BadAmountError, BadBudgetError, Problem."""
    limits.set_own(user_id, text(wanted, "amount"))


@require_http_methods(["POST"])
async def ask(request: HttpRequest) -> HttpResponseBase:
    """Asks administrators for a larger budget."""
    return await changed(request, ask_for_more)


def ask_for_more(user_id: int, wanted: dict[str, Any]) -> None:
    """Raises BadAmountError, BadGrantError, Problem."""
    reason = text(wanted, "reason")
    if len(reason) > MOST_REASON_CHARS:
        raise BadGrantError(
            _("The reason is too long. Use at most %(count)s characters.")
            % {"count": MOST_REASON_CHARS}
        )
    grants.ask_for_more(user_id, parse_usd(text(wanted, "amount")), reason)


@require_http_methods(["DELETE"])
async def dismiss(request: HttpRequest, alert: int) -> HttpResponseBase:
    """The person has seen an alert."""
    user = await request.auser()
    if not user.is_authenticated:
        return refuse(Problem("signed_out"))
    if not await database.run(occasions.dismiss, user.pk, alert):
        return refuse(Problem("not_found"))
    return HttpResponse(status=204)


async def changed(
    request: HttpRequest, change: Callable[[int, dict[str, Any]], None]
) -> HttpResponseBase:
    """Makes a change and answers how everything stands then; every open page hears of it."""
    user = await request.auser()
    if not user.is_authenticated:
        return refuse(Problem("signed_out"))
    try:
        await database.run(change, user.pk, json_object(request.body))
    except WRONG_AMOUNTS as wrong:
        return JsonResponse({"code": wrong.code, "sentence": str(wrong)}, status=400)
    except Problem as problem:
        return refuse(problem)
    now = await database.run(shown, user.pk)
    await viewers.tell_budgets(user.pk, now["budgets"])
    return JsonResponse(now)


def text(wanted: dict[str, Any], name: str) -> str:
    """A text of the JSON body that the database can keep. Raises Problem."""
    value = wanted.get(name) or ""
    if not isinstance(value, str):
        raise Problem("bad_frame")
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise Problem("invalid_characters")
    return value.strip()
