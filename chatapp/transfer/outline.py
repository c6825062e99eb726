"""A conversation for export: its row and the shape of its tree; messages only page by page.

No query stays open between two pages: pages are read in whatever thread is free, and nothing
grows with the length of a conversation but a pair of numbers per message.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from chatapp.conversations.branch import newest_leaf
from chatapp.models import Conversation, Message
from chatapp.problems import Problem

PAGE = 25


@dataclass(frozen=True, slots=True)
class Outline:
    """`parents` holds every message's id and its parent's, oldest first."""

    conversation: Conversation
    parents: dict[int, int | None]

    def branch_seen_last(self) -> list[int]:
        """The ids of the branch that the page would open, root first."""
        children: dict[int | None, list[int]] = {}
        for pk, parent in self.parents.items():
            children.setdefault(parent, []).append(pk)
        leaf = newest_leaf(children, self.conversation.head_id)
        branch: list[int] = []
        while leaf is not None:
            branch.append(leaf)
            leaf = self.parents.get(leaf)
        return branch[::-1]


def conversation_ids(user_id: int) -> list[UUID]:
    """All of a person's conversations, the most recently active first."""
    own = Conversation.objects.filter(owner_id=user_id)
    return list(own.order_by("-active_at").values_list("pk", flat=True))


def of(user_id: int, conversation: UUID) -> Outline:
    """The person's conversation. Raises Problem `not_found`."""
    own = Conversation.objects.filter(owner_id=user_id).select_related("assistant")
    chat = own.filter(pk=conversation).first()
    if chat is None:
        raise Problem("not_found")
    rows = Message.objects.filter(conversation=chat).order_by("id")
    return Outline(chat, dict(rows.values_list("pk", "parent_id")))


def all_of(user_id: int) -> Iterator[Outline]:
    """Every conversation of a person; one that is deleted meanwhile is left out."""
    for pk in conversation_ids(user_id):
        try:
            yield of(user_id, pk)
        except Problem:
            continue


def messages(ids: list[int]) -> Iterator[Message]:
    """The messages with these ids in this order, read a page at a time."""
    for start in range(0, len(ids), PAGE):
        page = ids[start : start + PAGE]
        found = Message.objects.defer("text").in_bulk(page)
        yield from (found[pk] for pk in page if pk in found)
