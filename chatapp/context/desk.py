"""The context desk: what the next request will hold, part by part, before anything is sent.

Built as a turn builds it (`conversations.asking`, `Fit`), so it shows what will happen. Figures are
our own calibrated estimate, prices those of input that Claude's cache doesn't hold yet. Only two
things wait for the request itself: Claude's own count near the limit, and a summary not yet
written.
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from chatapp import database, money
from chatapp.assistants.models import Assistant
from chatapp.claude import catalog, errors
from chatapp.claude.redacting import redacted
from chatapp.claude.request import Request
from chatapp.context import calibration, cuts, summaries
from chatapp.context.fitting import Fit
from chatapp.context.parts import Part, parts_of
from chatapp.context.trimming import OMITTED_NOTE, Cut
from chatapp.conversations.asking import Asked, ask, chosen_model
from chatapp.conversations.branch import branch_to
from chatapp.documents import sending
from chatapp.history import Entry
from chatapp.models import Conversation, Message
from chatapp.presentation import Shape
from chatapp.problems import Problem
from chatapp.redaction import restoring, vault

SHOWN = 50
"""Messages that are listed, the newest; of those before them only the sum is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the person is about to send, and where; `conversation` None for a new one."""

    conversation: UUID | None = None
    parent: int | None = None
    model: str = ""
    assistant: int | None = None
    text: str = ""
    attachments: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The branch as it is stored, what Claude would be asked, and the same as a request."""

    chat: Conversation
    path: list[Entry]
    asked: Asked
    request: Request
    draft: Message | None


async def of(user_id: int, draft: Draft) -> Shape:
    """The next request as the page shows it. Raises Problem."""
    plan = await database.run(_plan, user_id, draft)
    messages, _titles = await sending.expanded(user_id, plan.request.messages)
    ratio = await database.run(calibration.ratio, plan.request.model)
    fit = Fit(plan.request.replace(messages=messages), ratio=ratio)
    fit.estimated = await asyncio.to_thread(fit.whole)
    cut = Cut()
    if fit.is_near:
        await _recall(fit)
        fit.trimmed = await asyncio.to_thread(fit.trim)
        cut = fit.trimmed.cut
    parts = await asyncio.to_thread(parts_of, fit, plan.asked.history.origins, cut)
    summary = await database.run(_summary, plan, fit, cut) if cut.turns else None
    return await database.run(_shape, plan, fit, parts, summary)


def _plan(user_id: int, draft: Draft) -> Plan:
    if draft.conversation is None:
        chosen = draft.assistant and Assistant.objects.usable(user_id, draft.assistant)
        chat = Conversation(owner_id=user_id, assistant=chosen or None)
    else:
        owned = Conversation.objects.filter(owner_id=user_id).select_related("assistant")
        found = owned.filter(pk=draft.conversation).first()
        if found is None:
            raise Problem("not_found")
        chat = found
    path = branch_to(chat, draft.parent)
    said = _said(user_id, draft)
    model = chosen_model(chat, draft.model)
    asked = ask(chat, [*path, *([said] if said else [])], model)
    request = asked.request(user_id, conversation=draft.conversation, assistant=chat.assistant_id)
    return Plan(chat, path, asked, request, said)


def _said(user_id: int, draft: Draft) -> Message | None:
    """The draft as the message it would become; None if it says nothing yet."""
    text = [{"type": "text", "text": draft.text}] if draft.text.strip() else []
    content = [*sending.references(user_id, draft.attachments), *text]
    if not content:
        return None
    return Message(role=Message.Role.USER, content=content, created_at=timezone.now())


async def _recall(fit: Fit) -> None:
    """Where this history was cut before. Cuts are known by what Claude saw: with placeholders.

    The newest message is left as it is: what is only being written is not kept anywhere.
    """
    request = fit.request
    if request.conversation_id is None or not request.messages:
        return
    try:
        sent = await redacted(request.replace(messages=request.messages[:-1]))
    except errors.SensitiveContent:
        return
    fit.request = request.replace(messages=(*sent.request.messages, request.messages[-1]))
    fit.known = await database.run(cuts.known, request.conversation_id, fit.request.messages)


def _summary(plan: Plan, fit: Fit, cut: Cut) -> Shape:
    """What stands in place of the turns that are cut; `due` if it will be written when sending."""
    shape: Shape = {"covered": len(fit.covered(cut.turns)), "text": "", "due": False}
    if not plan.asked.summarises:
        return {**shape, "tokens": fit.measure(OMITTED_NOTE)}
    found = cuts.summarised(fit.known, cut.turns)
    if found is None or found.turns < cut.turns:
        return {**shape, "due": True, "tokens": summaries.MAX_TOKENS}
    text = restoring.restore(found.text, vault.open_vault(plan.chat.pk).values)
    return {**shape, "text": text, "tokens": fit.measure(summaries.preface(found.text))}


def _shape(plan: Plan, fit: Fit, parts: dict[int, Part], summary: Shape | None) -> Shape:
    request, model = fit.request, catalog.find(fit.request.model)
    levels = [(level, fit.measure(text)) for level, text in plan.asked.prompt.parts]
    draft = parts.pop(0, Part())
    summed = fit.fixed + sum(part.tokens for part in parts.values()) + draft.tokens
    total = round((summed + (summary["tokens"] if summary else 0)) * fit.ratio)
    unit = _unit(request.model, total)

    def sized(tokens: int) -> Shape:
        own = round(tokens * fit.ratio)
        return {"tokens": own, "price_nano": None if unit is None else own * unit}

    def of_message(message: Message | Entry) -> Part:
        return parts.get(message.pk, Part())

    earlier = plan.path[:-SHOWN]
    shown = Message.objects.filter(pk__in=[entry.pk for entry in plan.path[-SHOWN:]])
    return {
        "model": {"id": model.id, "name": model.name, "window": model.window},
        "room": fit.room,
        "total": {"tokens": total, "price_nano": None if unit is None else total * unit},
        "fits": total <= fit.room,
        "system": [{"level": level, **sized(tokens)} for level, tokens in levels],
        "instructions": plan.chat.instructions,
        "summarises": plan.chat.summarises,
        "summary": summary and {**summary, **sized(summary["tokens"])},
        "earlier": {
            "count": len(earlier),
            **sized(sum(of_message(message).tokens for message in earlier)),
        },
        "messages": [
            {**_row(message, of_message(message)), **sized(of_message(message).tokens)}
            for message in shown
        ],
        "draft": {"files": _files(plan.draft), **sized(draft.tokens)},
    }


def _row(message: Message, part: Part) -> Shape:
    return {
        "id": message.pk,
        "role": message.role,
        "excerpt": " ".join(message.text[:400].split())[:160],
        "files": _files(message),
        "pinned": message.pinned,
        "left_out": message.left_out,
        "sent": part.sent,
    }


def _files(message: Message | None) -> list[str]:
    content: list[dict[str, Any]] = message.content if message else []
    return [str(block.get("name")) for block in content if block["type"] == sending.REFERENCE]


def _unit(model: str, length: int) -> int | None:
    """Nano-dollars for a token of a prompt of this length."""
    prices = money.prices(model)
    if prices is None:
        return None
    fitting = [band for band in prices["bands"] if band["from"] <= length]
    return int(fitting[-1]["input"] if fitting else prices["bands"][0]["input"])
