"""Titles for new conversations, by a cheap model, after the first reply and never in its way."""

import asyncio
import logging
import time
from uuid import UUID

from django.conf import settings

from chatapp import claude, conversations, database, viewers
from chatapp.claude import errors, events

logger = logging.getLogger(__name__)

INSTRUCTIONS = (
    "Write a short title for the conversation that the user quotes: at most six words, in the "
    "language of the conversation, without quotation marks or a full stop. Answer with the title "
    "only."
)
EXCERPT_CHARS = 2000
TITLE_CHARS = 80
MAX_TOKENS = 500
DEADLINE_SECONDS = 60.0

_running: set[asyncio.Task[None]] = set()


def name_soon(user_id: int, conversation: UUID) -> None:
    """Names the conversation in the background unless it has a name; failing costs nothing.

    An empty `CLAUDE_TITLE_MODEL` leaves conversations with the beginning of their question.
    """
    if not settings.CLAUDE_TITLE_MODEL:
        return
    with database.unhurried():  # the task keeps it
        task = asyncio.create_task(_name(user_id, conversation), name=f"title {conversation}")
    _running.add(task)
    task.add_done_callback(_running.discard)


async def _name(user_id: int, conversation: UUID) -> None:
    opening = await database.run(conversations.opening_of_unnamed, conversation)
    if opening is None:
        return
    try:
        title = tidy(await _ask(user_id, conversation, *opening))
    except errors.ClaudeError as error:
        logger.info("No title for conversation %s: %s", conversation, error.code)
        return
    if title:
        row = await database.run(conversations.name_conversation, conversation, title)
        if row is not None:
            await viewers.tell_conversation(user_id, row)


async def _ask(user_id: int, conversation: UUID, question: str, reply: str) -> str:
    quoted = (
        f"<user>\n{question[:EXCERPT_CHARS]}\n</user>\n<reply>\n{reply[:EXCERPT_CHARS]}\n</reply>"
    )
    request = claude.Request(
        model=settings.CLAUDE_TITLE_MODEL,
        system=INSTRUCTIONS,
        messages=({"role": "user", "content": [{"type": "text", "text": quoted}]},),
        max_tokens=MAX_TOKENS,
        effort="low" if claude.catalog.find(settings.CLAUDE_TITLE_MODEL).thinks else "",
        purpose=claude.Purpose.TITLE,
        user_id=user_id,
        conversation_id=conversation,
        deadline=time.monotonic() + DEADLINE_SECONDS,
    )
    parts: list[str] = []
    async with claude.stream(request) as stream:
        async for event in stream:
            if isinstance(event, events.TextDelta):
                parts.append(event.text)
    return "".join(parts)


def tidy(title: str) -> str:
    """One line without the quotation marks and full stop that models like to add."""
    line = next((line.strip() for line in title.splitlines() if line.strip()), "")
    return line.strip("\"'“”«»「」《》*# ").rstrip(".。")[:TITLE_CHARS]
