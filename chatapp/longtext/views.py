"""The HTTP edge: a long text comes in as a file, not as a frame, for its size."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from chatapp import database, protocol, viewers
from chatapp.longtext import begin, material, steer, tasks
from chatapp.problems import Problem

STATUS = {"not_found": 404, "signed_out": 401, "message_too_long": 413, "turn_running": 409}
MOST_BYTES_PER_CHAR = 4


@require_POST
async def ask(request: HttpRequest) -> HttpResponseBase:
    """A question about a long text: the turn that has begun, and to every page of the person."""
    user = await request.auser()
    try:
        if not user.is_authenticated:
            raise Problem("signed_out")
        wanted = await database.run(_wanted, request)
        begun = await database.run(begin.begin, user.pk, wanted)
        return await _told(user.pk, str(wanted.client_id), begun)
    except Problem as problem:
        return _refuse(problem)


@require_POST
async def resume(request: HttpRequest, job: UUID) -> HttpResponseBase:
    """Start, after the price was shown, or go on."""
    user = await request.auser()
    try:
        if not user.is_authenticated:
            raise Problem("signed_out")
        begun = await database.run(steer.resume, user.pk, job)
        return await _told(user.pk, "", begun)
    except Problem as problem:
        return _refuse(problem)


@require_GET
async def part(request: HttpRequest, job: UUID, number: int) -> HttpResponseBase:
    """The part of the text that a reply refers to."""
    user = await request.auser()
    try:
        if not user.is_authenticated:
            raise Problem("signed_out")
        return JsonResponse(await database.run(steer.part_text, user.pk, job, number))
    except Problem as problem:
        return _refuse(problem)


async def _told(user_id: int, client_id: str, begun: steer.Begun) -> JsonResponse:
    """Answers the page that asked, tells the others, wakes a worker."""
    if begun.runs:
        await database.run(tasks.announce)
    started = protocol.TurnStarted(
        client_id=client_id,
        conversation=begun.conversation,
        question=begun.question,
        reply=begun.reply,
    )
    await viewers.tell_turn(user_id, started, sender="")
    return JsonResponse(json.loads(protocol.encode(started)))


def _wanted(request: HttpRequest) -> material.Wanted:
    """What the form says. Raises Problem."""
    try:
        asked: dict[str, Any] = json.loads(request.POST["asked"])
        parent = asked.get("parent")
        wanted = material.Wanted(
            client_id=UUID(asked["client_id"]),
            question=str(asked["question"]),
            source=UUID(asked["source"]) if asked.get("source") else None,
            file=UUID(asked["file"]) if asked.get("file") else None,
            name=str(asked.get("name") or ""),
            conversation=UUID(asked["conversation"]) if asked.get("conversation") else None,
            parent=None if parent is None else int(parent),
            branch=asked.get("branch") is True,
            model=str(asked.get("model") or ""),
            assistant=None if asked.get("assistant") is None else int(asked["assistant"]),
            plain=tuple(str(value)[:500] for value in (asked.get("plain") or [])[:20]),
            text=_text(request),
        )
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        raise Problem("bad_frame") from None
    return wanted


def _text(request: HttpRequest) -> str:
    file = request.FILES.get("text")
    if file is None:
        return ""
    if (file.size or 0) > settings.LONG_TEXT_MAX_CHARS * MOST_BYTES_PER_CHAR:
        raise Problem("message_too_long")
    try:
        return str(file.read().decode())
    except UnicodeDecodeError:
        raise Problem("invalid_characters") from None


def _refuse(problem: Problem) -> JsonResponse:
    status = STATUS.get(problem.code, 400)
    return JsonResponse({"code": problem.code, "sentence": problem.sentence}, status=status)
