"""The HTTP edge of what Claude is told: the desk, and the summary behind its line."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from chatapp import database
from chatapp.context import desk, recalling
from chatapp.json_edge import json_object, refuse
from chatapp.problems import Problem


@require_POST
async def next_request(request: HttpRequest) -> HttpResponseBase:
    """What the next request holds. A POST because a draft is too long for an address."""
    user = await request.auser()
    try:
        if not user.is_authenticated:
            raise Problem("signed_out")
        draft = wanted_draft(json_object(request.body))
        return JsonResponse(await desk.of(user.pk, draft))
    except Problem as problem:
        return refuse(problem)


@require_GET
async def summary(request: HttpRequest, conversation: UUID, first_kept: int) -> HttpResponseBase:
    """The summary that stands for everything before a message."""
    user = await request.auser()
    try:
        if not user.is_authenticated:
            raise Problem("signed_out")
        text = await database.run(recalling.summary, user.pk, conversation, first_kept)
        return JsonResponse({"text": text})
    except Problem as problem:
        return refuse(problem)


def wanted_draft(asked: dict[str, Any]) -> desk.Draft:
    """The draft that a JSON body tells of. Raises Problem."""
    numbers: dict[str, Any] = {name: asked.get(name) for name in ("parent", "assistant")}
    texts: dict[str, Any] = {name: asked.get(name, "") for name in ("model", "text")}
    attachments = asked.get("attachments", [])
    try:
        conversation = asked.get("conversation")
        chat = None if conversation is None else UUID(conversation)
    except (ValueError, TypeError, AttributeError):
        raise Problem("bad_frame") from None
    if (
        any(not (value is None or type(value) is int) for value in numbers.values())
        or any(not isinstance(value, str) for value in texts.values())
        or not isinstance(attachments, list)
        or any(not isinstance(value, str) for value in attachments)
    ):
        raise Problem("bad_frame")
    return desk.Draft(conversation=chat, attachments=attachments, **numbers, **texts)
