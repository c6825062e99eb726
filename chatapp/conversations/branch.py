"""Reading one branch of a conversation's tree."""

import json
from collections.abc import Collection
from datetime import UTC, datetime

from accounts import rows
from chatapp.history import Entry
from chatapp.models import Conversation, Message

_BRANCH = """
    WITH RECURSIVE branch(id, parent_id, depth) AS (
        SELECT id, parent_id, 0 FROM chatapp_message WHERE id = %s AND conversation_id = %s
        UNION ALL
        SELECT m.id, m.parent_id, branch.depth + 1
        FROM chatapp_message m JOIN branch ON m.id = branch.parent_id
    )
    SELECT m.content, m.id, m.role, m.state, m.model, m.prefix, m.pinned, m.left_out, m.created_at
    FROM chatapp_message m JOIN branch ON branch.id = m.id ORDER BY branch.depth DESC
"""
_SIBLINGS = """
    SELECT id, parent_id FROM chatapp_message
    WHERE conversation_id = %s AND ({wanted}) ORDER BY id
"""


def branch_to(conversation: Conversation, leaf: int | None) -> list[Entry]:
    """The messages from the root to `leaf`, in one query; empty when there is no such message.

    Read past the model: of a thousand messages, making its objects took five times as long as
    all the rest.
    """
    if leaf is None:
        return []
    found = rows.values(_BRANCH, leaf, conversation.pk)
    contents = json.loads(f"[{','.join(row[0] for row in found)}]")
    return [
        Entry(content, pk, role, state, model, prefix, bool(pinned), bool(left_out), _moment(at))
        for content, (_, pk, role, state, model, prefix, pinned, left_out, at) in zip(
            contents, found, strict=True
        )
    ]


def _moment(value: datetime) -> datetime:
    """A moment as this database gives it back: SQLite without a zone, which is UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def tree(conversation: Conversation) -> dict[int | None, list[int]]:
    """The ids of every message by their parent's id, siblings in order."""
    children: dict[int | None, list[int]] = {}
    found = Message.objects.filter(conversation=conversation).order_by("id")
    for pk, parent in found.values_list("id", "parent_id"):
        children.setdefault(parent, []).append(pk)
    return children


def ids_to(children: dict[int | None, list[int]], leaf: int | None) -> list[int]:
    """The ids from the root to `leaf`; empty when there is no such message."""
    parents = {pk: parent for parent, group in children.items() for pk in group}
    branch: list[int] = []
    while leaf is not None and leaf in parents:
        branch.append(leaf)
        leaf = parents[leaf]
    return branch[::-1]


def newest_leaf(children: dict[int | None, list[int]], start: int | None) -> int | None:
    """Where the newest branch below `start` ends."""
    while below := children.get(start):
        start = below[-1]
    return start


def siblings_of(
    parents: Collection[int | None], conversation: Conversation
) -> dict[int | None, list[int]]:
    """The ids of the messages below each of these parents (None: the first questions), in order."""
    children: dict[int | None, list[int]] = {parent: [] for parent in parents}
    stored = [parent for parent in children if parent is not None]
    wanted = ["parent_id = %s"] * len(stored) + ["parent_id IS NULL"] * (None in children)
    sql = _SIBLINGS.format(wanted=" OR ".join(wanted) or "FALSE")
    for pk, parent in rows.values(sql, conversation.pk, *stored):
        children[parent].append(pk)
    return children


def below(children: dict[int | None, list[int]], start: int) -> list[int]:
    """`start` and every message below it."""
    found = [start]
    for pk in found:
        found.extend(children.get(pk, ()))
    return found
