"""The HTTP edge of what Claude is told: the desk, and the summary behind its line."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from chatapp import database
from chatapp.context import desk, recalling
from chatapp.json_edge import json_object, refuse
from chatapp.problems import Problem
from chatapp.typed_json import typed

DRAFT: dict[str, Any] = {
    "conversation": UUID | None,
    "parent": int | None,
    "model": str,
    "assistant": int | None,
    "text": str,
    "attachments": list[str],
}


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
    try:
        return desk.Draft(
            **{name: typed(asked[name], kind) for name, kind in DRAFT.items() if name in asked}
        )
    except ValueError:
        raise Problem("bad_frame") from None
