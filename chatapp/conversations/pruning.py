"""Deleting a branch: a message with everything below it, the tree left whole."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from chatapp.conversations.branch import below, newest_leaf, tree
from chatapp.conversations.running import is_running
from chatapp.documents import sweeping
from chatapp.models import Conversation, Message
from chatapp.presentation import Shape, conversation_shape
from chatapp.problems import Problem
from chatapp.search import query


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """`message` is the topmost one that is gone; `conversation` its row, or what is left of it."""

    message: int
    conversation: Shape


def delete_branch(user_id: int, conversation: UUID, message: int) -> Pruned:
    """Deletes a message and all below it; what is shown next is the version beside it.

    An only reply goes with its question, for a question without a reply would be a dead end; an
    only first question goes with the conversation. Raises Problem: `not_found`, `turn_running`
    while anything is being written in the conversation.
    """
    with transaction.atomic():
        locked = Conversation.objects.select_for_update(of=("self",))
        chat = locked.filter(pk=conversation, owner_id=user_id).first()
        if chat is None:
            raise Problem("not_found")
        children = tree(chat)
        parents = {pk: parent for parent, group in children.items() for pk in group}
        if message not in parents:
            raise Problem("not_found")
        if is_running(chat.pk):
            raise Problem("turn_running")
        top = _topmost(message, parents, children)
        gone = below(children, top)
        if len(gone) == len(parents):
            shape = conversation_shape(chat, running=False, deleted=True)
            chat.delete()
        else:
            if chat.head_id is None or chat.head_id in gone:
                chat.head_id = _next_head(top, parents[top], children)
                chat.save(update_fields=["head"])
            Message.objects.filter(pk__in=gone).delete()
            chat.long_texts.filter(jobs=None).delete()
            shape = conversation_shape(chat, running=False)
    query.forget_deleted()
    sweeping.forget_unused()
    return Pruned(message=top, conversation=shape)


def _topmost(
    message: int, parents: dict[int, int | None], children: dict[int | None, list[int]]
) -> int:
    parent = parents[message]
    reply = Message.objects.filter(pk=message, role=Message.Role.ASSISTANT).exists()
    return parent if reply and parent is not None and children[parent] == [message] else message


def _next_head(top: int, parent: int | None, children: dict[int | None, list[int]]) -> int | None:
    """The end of the version before the one that goes, else after it, else what it answered."""
    versions = children[parent]
    at = versions.index(top)
    beside = [*reversed(versions[:at]), *versions[at + 1 :]]
    return newest_leaf(children, beside[0]) if beside else parent
