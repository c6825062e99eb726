"""Reading one branch of a conversation's tree."""

from collections.abc import Collection

from django.db import connection

from accounts import rows
from chatapp.models import Conversation, Message

_BRANCH = """
    WITH RECURSIVE branch(id, parent_id, depth) AS (
        SELECT id, parent_id, 0 FROM chatapp_message WHERE id = %s AND conversation_id = %s
        UNION ALL
        SELECT m.id, m.parent_id, branch.depth + 1
        FROM chatapp_message m JOIN branch ON m.id = branch.parent_id
    )
    SELECT chatapp_message.* FROM chatapp_message
    JOIN branch ON branch.id = chatapp_message.id ORDER BY branch.depth DESC
"""
_SIBLINGS = """
    SELECT id, parent_id FROM chatapp_message
    WHERE conversation_id = %s AND ({wanted}) ORDER BY id
"""


def branch_to(conversation: Conversation, leaf: int | None) -> list[Message]:
    """The messages from the root to `leaf`, in one query; empty when there is no such message."""
    if leaf is None:
        return []
    key = Conversation._meta.pk.get_db_prep_value(conversation.pk, connection)
    return list(Message.objects.raw(_BRANCH, [leaf, key]))


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
