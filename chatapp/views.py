"""The HTTP edge: the chat page, its small JSON interface, and health."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.adapter import LEADS_TO_CONSOLE
from accounts.models import User
from chatapp import conversations, database, health, money, offer, presence, turns, viewers
from chatapp.assistants.models import Assistant
from chatapp.conversations import Problem
from chatapp.json_edge import STATUS, fields_of, json_object, refuse
from chatapp.monitoring import meters
from chatapp.ratings.rate import rate
from chatapp.redaction import policy
from chatapp.review import opening

MOST_PROMPTS = 6


def site_context(request: HttpRequest) -> dict[str, Any]:
    """What every page of the site may show."""
    return {"site_name": "chatapp", "simulated": settings.CLAUDE_SIMULATED}


@require_GET
async def chat(request: HttpRequest, conversation: UUID | None = None) -> HttpResponseBase:
    """The chat page, with everything it needs to paint itself at once."""
    user = await request.auser()
    if not user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    rows, more = await database.run(conversations.list_conversations, user.pk)
    boot: dict[str, Any] = {
        "user": {"id": user.pk, "email": user.email, "name": str(user), "is_staff": user.is_staff},
        "simulated": settings.CLAUDE_SIMULATED,
        "redaction": await database.run(policy.shown, user.pk),
        "models": await database.run(offer.models),
        **await database.run(money.shown, user.pk),
        "max_tokens": settings.CLAUDE_MAX_TOKENS,
        "default_model": settings.CLAUDE_MODEL,
        "assistants": await database.run(usable_assistants, user),
        "conversations": rows,
        "more_conversations": more,
        "conversation": None,
        "messages": [],
        "older": False,
        "prompts": starter_prompts(),
        "max_chars": settings.MESSAGE_MAX_CHARS,
        "long_text": {
            "ask_nano": round(settings.LONG_TEXT_ASK_DOLLARS * 1e9),
            "question_chars": 20_000,
        },
        "flash": await database.run(waiting_messages, request),
        "opened": await database.run(opening.unseen, user.pk),
    }
    status = 200
    if conversation is not None:
        try:
            boot |= await database.run(conversations.open_branch, user.pk, conversation)
        except Problem as problem:
            boot["problem"] = {"code": problem.code, "sentence": problem.sentence}
            status = STATUS.get(problem.code, 400)
    return await database.run(written_page, request, boot, status)


def written_page(request: HttpRequest, boot: dict[str, Any], status: int) -> HttpResponseBase:
    """The page, compressed: most of it is names that repeat themselves."""
    first = first_page(boot["assistants"], boot["prompts"])
    page = render(request, "chat/page.html", {"boot": boot, "first": first}, status=status)
    return GZipMiddleware(lambda _: page).process_response(request, page)


def first_page(assistants: list[dict[str, Any]], prompts: list[str]) -> dict[str, Any]:
    """What stands before the first message; `plain`: Claude without an assistant can be chosen."""
    default = next((one for one in assistants if one["is_default"]), None)
    starters = (default and default["starters"]) or prompts
    about = default["description"] if default else ""
    return {"plain": default is None, "about": about, "prompts": starters[:MOST_PROMPTS]}


def waiting_messages(request: HttpRequest) -> list[dict[str, str]]:
    """What another page left to be said on this one, such as "you are the administrator"."""
    way = {"href": reverse("admin:index"), "way": _("Open the administration")}
    return [
        {"sentence": str(message), **(way if message.extra_tags == LEADS_TO_CONSOLE else {})}
        for message in get_messages(request)
    ]


def usable_assistants(user: User) -> list[dict[str, Any]]:
    """The assistants that the person may choose, the default one first."""
    return [
        {
            "id": assistant.pk,
            "name": assistant.name,
            "description": assistant.description,
            "icon": assistant.icon,
            "model": assistant.model,
            "starters": assistant.starter_prompts(),
            "is_default": assistant.is_default,
            "instructions_chars": len(assistant.instructions),
        }
        for assistant in Assistant.objects.for_user(user)
    ]


def starter_prompts() -> list[str]:
    """Questions that work, for somebody who has never asked one."""
    return [
        _("Explain how a budget per person works, with a small table."),
        _("Write a polite reply that declines a meeting and offers two other dates."),
        _("Show me a Python function that validates an IBAN, with a test."),
        _("Summarise the pros and cons of remote work in five bullet points."),
    ]


async def conversation_list(request: HttpRequest) -> HttpResponseBase:
    """A page of the person's conversations, older than `before`."""
    user = await request.auser()
    if not user.is_authenticated:
        return refuse(Problem("signed_out"))
    before = request.GET.get("before")
    moment = None
    if before is not None:
        try:
            moment = parse_datetime(before)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            return refuse(Problem("bad_frame"))
    archived = request.GET.get("archived") == "1"
    rows, more = await database.run(
        conversations.list_conversations, user.pk, before=moment, archived=archived
    )
    return JsonResponse({"conversations": rows, "more": more})


@require_GET
async def search(request: HttpRequest) -> HttpResponseBase:
    """The person's conversations that contain the words of `q`."""
    user = await request.auser()
    if not user.is_authenticated:
        return refuse(Problem("signed_out"))
    text = request.GET.get("q", "")[:200]
    found = await database.run(conversations.find_conversations, user.pk, text)
    return JsonResponse({"conversations": found})


@require_http_methods(["GET", "PATCH", "DELETE"])
async def conversation_detail(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """One conversation: read a branch of it, rename it, delete it."""
    user = await request.auser()
    try:
        if not user.is_authenticated:
            raise Problem("signed_out")
        match request.method:
            case "PATCH":
                change = wanted_change(request.body)
                row = await database.run(
                    conversations.change_conversation, user.pk, conversation, change
                )
                await viewers.tell_conversation(user.pk, row)
                return JsonResponse({"conversation": row})
            case "DELETE":
                row, running = await database.run(
                    conversations.delete_conversation, user.pk, conversation
                )
                for reply, process in running.items():
                    await turns.tell_to_stop(process, user.pk, reply)
                await viewers.tell_conversation(user.pk, row)
                return HttpResponse(status=204)
            case _:
                leaf, before = (message_id(request, name) for name in ("leaf", "before"))
                page = await database.run(
                    conversations.open_branch, user.pk, conversation, leaf=leaf, before=before
                )
                return JsonResponse(page)
    except Problem as problem:
        return refuse(problem)


@require_http_methods(["DELETE"])
async def branch(request: HttpRequest, conversation: UUID, message: int) -> HttpResponseBase:
    """Deletes a message with everything below it; answers the branch that is shown next."""
    user = await request.auser()
    try:
        if not user.is_authenticated:
            raise Problem("signed_out")
        pruned = await database.run(conversations.delete_branch, user.pk, conversation, message)
        row = pruned.conversation
        if row.get("deleted"):
            await viewers.tell_conversation(user.pk, row)
            return JsonResponse({"conversation": row})
        await viewers.tell_pruned(user.pk, row["id"], pruned.message)
        return JsonResponse(await database.run(conversations.open_branch, user.pk, conversation))
    except Problem as problem:
        return refuse(problem)


@require_http_methods(["PATCH"])
async def mark(request: HttpRequest, message: int) -> HttpResponseBase:
    """Pins a message, or leaves it out of what Claude is told."""
    user = await request.auser()
    try:
        if not user.is_authenticated:
            raise Problem("signed_out")
        wanted = fields_of(json_object(request.body), {"pinned": bool, "left_out": bool})
        marked = await database.run(conversations.mark_message, user.pk, message, **wanted)
        await viewers.tell_marked(user.pk, marked)
        return JsonResponse({"pinned": marked.pinned, "left_out": marked.left_out})
    except Problem as problem:
        return refuse(problem)


@require_http_methods(["PUT"])
async def rating(request: HttpRequest, message: int) -> HttpResponseBase:
    """What the person thinks of a reply."""
    user = await request.auser()
    try:
        if not user.is_authenticated:
            raise Problem("signed_out")
        wanted = json_object(request.body)
        verdict, reason = wanted.get("verdict") or "", wanted.get("reason") or ""
        if not (isinstance(verdict, str) and isinstance(reason, str)):
            raise Problem("bad_frame")
        rated = await database.run(rate, user.pk, message, verdict, reason)
        return JsonResponse({"rating": rated})
    except Problem as problem:
        return refuse(problem)


def wanted_change(body: bytes) -> conversations.Change:
    """The change that a JSON body asks for. Raises Problem."""
    kinds = {
        **{"title": str, "pinned": bool, "archived": bool, "assistant": int},
        **{"instructions": str, "summarises": bool},
    }
    return conversations.Change(**fields_of(json_object(body), kinds))


def message_id(request: HttpRequest, name: str) -> int | None:
    """A message's id from the query, None if it isn't given. Raises Problem."""
    value = request.GET.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise Problem("not_found")
    return int(value)


async def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up."""
    return HttpResponse("ok", content_type="text/plain")


async def readyz(request: HttpRequest) -> JsonResponse:
    """Every part answers: 200; else 503, with the part that doesn't."""
    parts = await health.parts()
    return JsonResponse(
        {name: "ok" if up else "no answer" for name, up in parts.items()},
        status=200 if all(parts.values()) else 503,
    )


async def metrics(request: HttpRequest) -> HttpResponse:
    """This process's figures for Prometheus; whoever lacks the token learns nothing."""
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, wanted):
        return HttpResponse(status=404)
    meters.running_turns.set(len(turns.running))
    meters.signed_in.set(len(presence.sign_ins()))
    return HttpResponse(meters.page(), content_type=meters.CONTENT_TYPE)
