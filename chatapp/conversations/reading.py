"""Opening a conversation: the branch seen last, replies that run, replies that have ended."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from chatapp import money
from chatapp.conversations.branch import last_of, leaf_of, siblings_of
from chatapp.conversations.running import is_running
from chatapp.models import Conversation, Message
from chatapp.presentation import Shape, conversation_shape, message_shape
from chatapp.problems import Problem
from chatapp.ratings.rate import ratings_of

PAGE = 60
"""Messages that a page gets at once; older ones follow when the reader scrolls up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """How a running reply began, for a page that doesn't know of it."""

    client_id: str
    conversation: Shape
    question: Shape | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyView:
    """A reply for the relay: its message as shown, and which process writes it ("" = ended).

    `began` is told of the running replies of a conversation that is opened.
    """

    id: int
    conversation: UUID
    owner: int
    message: Shape
    number: int
    process: str
    began: Beginning | None = None


def reply_view(reply: int, siblings: list[int] | None = None) -> ReplyView | None:
    """One reply as it stands in the database; `siblings` if they are known already."""
    replies = Message.objects.select_related("turn", "conversation")
    message = replies.filter(pk=reply).first()
    if message is None:
        return None
    known = siblings or siblings_of([message.parent_id], message.conversation)[message.parent_id]
    return _view(message, known)


def watched_replies(
    user_id: int, conversation: UUID, have: set[int]
) -> tuple[list[ReplyView], Shape | None]:
    """The conversation's running replies, and how those of `have` stand now. Raises Problem.

    Its owner has it before their eyes now: if that is news, its row for the list comes, too.
    """
    chat = Conversation.objects.filter(pk=conversation, owner_id=user_id).first()
    if chat is None:
        raise Problem("not_found")
    replies = Message.objects.select_related("turn", "conversation", "parent").filter(
        Q(turn__isnull=False) | Q(pk__in=have), conversation=conversation
    )
    versions = _versions(chat, list(replies))
    views = [
        replace(_view(message, versions[message.parent_id]), began=_beginning(message, versions))
        for message in replies
    ]
    row = None
    if chat.seen_at is None or chat.seen_at < chat.active_at:
        chat.seen_at = timezone.now()
        chat.save(update_fields=["seen_at"])
        row = conversation_shape(chat, running=any(view.process for view in views))
    return views, row


def open_branch(
    user_id: int, conversation: UUID, *, leaf: int | None = None, before: int | None = None
) -> dict[str, Any]:
    """A conversation for the page: its row, a page of one branch's messages, if older ones exist.

    Without `leaf` the branch seen last; with it the newest branch below that message, which is
    then remembered as the one seen last. `before` asks for the page that ends before a message,
    whatever the branch.
    Raises Problem.
    """
    chat = Conversation.objects.filter(pk=conversation, owner_id=user_id).first()
    if chat is None:
        raise Problem("not_found")
    if before is not None:
        end = _parent(chat, before)
    elif leaf is None:
        end = leaf_of(chat, chat.head_id)
    else:
        end = leaf_of(chat, leaf)
        if end is None:
            raise Problem("not_found")
        Conversation.objects.filter(pk=chat.pk).update(head=end)
    found = last_of(chat, end, PAGE + 1)
    page = found[-PAGE:]
    versions = siblings_of({m.parent_id for m in page}, chat)
    ratings = ratings_of(m.pk for m in page if m.role == Message.Role.ASSISTANT)
    return {
        "conversation": conversation_shape(chat, running=is_running(chat.pk))
        | {"cost_nano": money.conversation_nano(user_id, chat.pk)},
        "messages": [
            message_shape(m, versions[m.parent_id]) | {"rating": ratings.get(m.pk)} for m in page
        ],
        "older": len(found) > PAGE,
    }


def _parent(chat: Conversation, message: int) -> int | None:
    """What a message answers; None for a first question. Raises Problem: `not_found`."""
    found = Message.objects.filter(pk=message, conversation=chat).values_list("parent_id").first()
    if found is None:
        raise Problem("not_found")
    return found[0]


def _versions(chat: Conversation, replies: list[Message]) -> dict[int | None, list[int]]:
    """The siblings of these replies and of their questions, by parent."""
    parents = {reply.parent_id for reply in replies}
    parents |= {reply.parent.parent_id for reply in replies if reply.parent}
    return siblings_of(parents, chat) if parents else {}


def _beginning(reply: Message, versions: dict[int | None, list[int]]) -> Beginning | None:
    if reply.state != Message.State.STREAMING or reply.parent is None:
        return None
    asked_anew = reply.client_id is None  # else the question had been there before
    return Beginning(
        client_id=str((reply.parent if asked_anew else reply).client_id),
        conversation=conversation_shape(reply.conversation, running=True),
        question=message_shape(reply.parent, versions[reply.parent.parent_id])
        if asked_anew
        else None,
    )


def _view(message: Message, siblings: list[int]) -> ReplyView:
    turn = getattr(message, "turn", None)
    return ReplyView(
        id=message.pk,
        conversation=message.conversation_id,
        owner=message.conversation.owner_id,
        message=message_shape(message, siblings),
        number=message.number,
        process=turn.process if turn else "",
    )
