"""Makes a tree that our page and the API can work with out of whatever links a file holds.

Every message has one parent that comes before it, there is no circle, a conversation begins
with a person, and a reply never follows a reply (elsewhere one answer is often several nodes).
A tree that is so already comes out as it went in.
"""

import heapq
from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from chatapp.transfer.blocks import text_block
from chatapp.transfer.found import FoundMessage, Unreadable

MAX_MESSAGES = 50_000
MAX_JOINED_BLOCKS = 200_000

USER, ASSISTANT = "user", "assistant"


def settled(
    messages: list[FoundMessage], head: str | None
) -> tuple[list[FoundMessage], str | None]:
    """The messages, each behind its parent, and the head as it is called now.

    Raises Unreadable `conversation_too_large`.
    """
    if len(messages) > MAX_MESSAGES:
        raise Unreadable("conversation_too_large")
    ordered = in_order(linked(messages))
    ordered, moved = without_silent(ordered)
    head = moved.get(head, head) if head else None
    ordered, joined = without_doubled_replies(ordered)
    head = joined.get(head, head) if head else None
    ordered = beginning_with_a_person(ordered)
    return ordered, head if any(m.key == head for m in ordered) else None


def linked(messages: Iterable[FoundMessage]) -> list[FoundMessage]:
    """Keys are unique and parents exist; what has lost its parent begins a branch."""
    unique: dict[str, FoundMessage] = {}
    for message in messages:
        key = message.key
        while key in unique:
            key += "'"
        unique[key] = message if key == message.key else replace(message, key=key)
    return [
        m if m.parent in unique or m.parent is None else replace(m, parent=None)
        for m in unique.values()
    ]


def in_order(messages: list[FoundMessage]) -> list[FoundMessage]:
    """Parents first, otherwise as in the file; a circle is cut at its first message."""
    place = {message.key: index for index, message in enumerate(messages)}
    children: dict[int | None, list[int]] = {}
    for index, message in enumerate(messages):
        parent = place[message.parent] if message.parent is not None else None
        children.setdefault(parent, []).append(index)
    ready = children.get(None, [])
    heapq.heapify(ready)
    done = [False] * len(messages)
    ordered: list[FoundMessage] = []
    next_start = 0
    while len(ordered) < len(messages):
        if not ready:  # what is left hangs on circles
            while done[next_start]:
                next_start += 1
            messages[next_start] = replace(messages[next_start], parent=None)
            ready = [next_start]
        index = heapq.heappop(ready)
        if done[index]:
            continue
        done[index] = True
        ordered.append(messages[index])
        for child in children.get(index, ()):
            if not done[child]:
                heapq.heappush(ready, child)
    return ordered


def without_silent(
    ordered: list[FoundMessage],
) -> tuple[list[FoundMessage], dict[str, str | None]]:
    """Leaves out what says nothing and links its children to what came before it.

    Also returns where each of those left out leads now. Replies that failed before they said
    anything stay: they belong to their question.
    """
    moved: dict[str, str | None] = {}
    kept: list[FoundMessage] = []
    for message in ordered:
        parent = message.parent
        if parent in moved:
            parent = moved[parent]
        if message.role == ASSISTANT or (message.role == USER and message.content):
            kept.append(message if parent == message.parent else replace(message, parent=parent))
        else:
            moved[message.key] = parent
    return kept, moved


def without_doubled_replies(
    ordered: list[FoundMessage],
) -> tuple[list[FoundMessage], dict[str, str]]:
    """Joins replies that follow replies into one; also returns what each has been joined into.

    A reply that several replies follow is part of each of them.
    """
    by_key = {message.key: message for message in ordered}
    followers: dict[str, list[FoundMessage]] = {}
    for message in ordered:
        if message.parent is not None:
            followers.setdefault(message.parent, []).append(message)
    joined: dict[str, str] = {}
    kept: list[FoundMessage] = []
    blocks = 0
    for message in ordered:
        if message.role != ASSISTANT:
            kept.append(message)
            continue
        after = followers.get(message.key, [])
        if after and all(m.role == ASSISTANT for m in after):
            continue
        run = [message]
        while (before := run[-1].parent) is not None and by_key[before].role == ASSISTANT:
            run.append(by_key[before])
        if len(run) == 1:
            kept.append(message)
            continue
        blocks += sum(len(part.content) for part in run)
        if blocks + len(run) > MAX_JOINED_BLOCKS:
            raise Unreadable("conversation_too_large")
        kept.append(_joined(run[::-1]))
        for part in run[1:]:
            joined.setdefault(part.key, message.key)
    present = {message.key for message in kept}
    return kept, {key: into for key, into in joined.items() if key not in present}


def beginning_with_a_person(ordered: list[FoundMessage]) -> list[FoundMessage]:
    """Puts a question before a reply that begins a conversation: the API insists on one."""
    if not any(m.parent is None and m.role == ASSISTANT for m in ordered):
        return ordered
    key = "begin"
    while any(m.key == key for m in ordered):
        key += "'"
    first = next(m for m in ordered if m.parent is None and m.role == ASSISTANT)
    opening = FoundMessage(
        key=key,
        parent=None,
        role=USER,
        content=text_block(_("(This conversation begins with a reply.)")),
        created_at=first.created_at,
    )
    return [
        opening,
        *(
            replace(m, parent=key) if m.parent is None and m.role == ASSISTANT else m
            for m in ordered
        ),
    ]


def _joined(run: list[FoundMessage]) -> FoundMessage:
    last = run[-1]
    return replace(
        last,
        parent=run[0].parent,
        content=[block for part in run for block in part.content],
        model=last.model or next((part.model for part in reversed(run) if part.model), ""),
        created_at=run[0].created_at or last.created_at,
    )
