"""Reading one branch of a conversation's tree.

Along a branch ids grow: an answer is stored after what it answers.
"""

import json
from collections.abc import Collection
from datetime import UTC, datetime

from accounts import rows
from chatapp.history import Entry
from chatapp.models import Conversation, Message
from chatapp.problems import Problem

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
    SELECT id, parent_id FROM chatapp_message WHERE parent_id IN ({parents})
    UNION ALL
    SELECT id, parent_id FROM chatapp_message
    WHERE parent_id IS NULL AND conversation_id = %s AND {first} ORDER BY id
"""
_END = """
    SELECT id, state FROM chatapp_message WHERE id = %s AND conversation_id = %s
    UNION ALL
    SELECT id, state FROM chatapp_message WHERE parent_id = %s ORDER BY id
"""
_LEAF = """
    WITH RECURSIVE down(id) AS (
        SELECT MAX(id + 0) FROM chatapp_message WHERE {start} AND conversation_id = %s
        UNION ALL
        SELECT (SELECT MAX(id + 0) FROM chatapp_message WHERE parent_id = down.id)
        FROM down WHERE down.id IS NOT NULL
    )
    SELECT MAX(id) FROM down
"""
"""`+ 0`: without statistics PostgreSQL would look for the greatest id by walking the whole key."""
_LAST = """
    id IN (
        WITH RECURSIVE up(id, parent_id, number) AS (
            SELECT id, parent_id, 1 FROM chatapp_message WHERE id = %s AND conversation_id = %s
            UNION ALL
            SELECT m.id, m.parent_id, up.number + 1
            FROM chatapp_message m JOIN up ON m.id = up.parent_id WHERE up.number < %s
        )
        SELECT id FROM up
    ) ORDER BY id
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


def end_of_branch(conversation: Conversation, leaf: int | None) -> tuple[str, list[int]]:
    """The state of a message, and the ids of what follows it already; None: of first questions.

    Raises Problem: `not_found`.
    """
    if leaf is None:
        return "", siblings_of([None], conversation)[None]
    found = rows.values(_END, leaf, conversation.pk, leaf)
    states = [state for pk, state in found if pk == leaf]
    if not states:
        raise Problem("not_found")
    return states[0], [pk for pk, _state in found if pk != leaf]


def tree(conversation: Conversation) -> dict[int | None, list[int]]:
    """The ids of every message by their parent's id, siblings in order."""
    children: dict[int | None, list[int]] = {}
    found = Message.objects.filter(conversation=conversation).order_by("id")
    for pk, parent in found.values_list("id", "parent_id"):
        children.setdefault(parent, []).append(pk)
    return children


def leaf_of(conversation: Conversation, start: int | None) -> int | None:
    """Where the newest branch below `start` ends (None: below the newest first question).

    None when there is no such message.
    """
    given = [] if start is None else [start]
    sql = _LEAF.format(start="id = %s" if given else "parent_id IS NULL")
    ((leaf,),) = rows.values(sql, *given, conversation.pk)
    return None if leaf is None else int(leaf)


def last_of(conversation: Conversation, leaf: int | None, most: int) -> list[Message]:
    """The last messages of the branch that ends with `leaf`, in order, `most` of them."""
    return [] if leaf is None else rows.find(Message, _LAST, leaf, conversation.pk, most)


def newest_leaf(children: dict[int | None, list[int]], start: int | None) -> int | None:
    """The same as `leaf_of`, of a tree that is in hand."""
    while below := children.get(start):
        start = below[-1]
    return start


def siblings_of(
    parents: Collection[int | None], conversation: Conversation
) -> dict[int | None, list[int]]:
    """The ids of the messages below each of these parents (None: the first questions), in order."""
    children: dict[int | None, list[int]] = {parent: [] for parent in parents}
    stored = [parent for parent in children if parent is not None]
    places = ", ".join(["%s"] * len(stored)) or "NULL"
    sql = _SIBLINGS.format(parents=places, first="TRUE" if None in children else "FALSE")
    for pk, parent in rows.values(sql, *stored, conversation.pk):
        children[parent].append(pk)
    return children


def below(children: dict[int | None, list[int]], start: int) -> list[int]:
    """`start` and every message below it."""
    found = [start]
    for pk in found:
        found.extend(children.get(pk, ()))
    return found
