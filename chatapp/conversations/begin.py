"""Beginning a turn: the question is stored, the empty reply beside it, once per client id.

What Claude is asked is read afterwards (`asking.Asking`): beginning takes as long in a
conversation of a thousand turns as in a new one.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import rows
from chatapp.assistants.models import Assistant
from chatapp.caching.similar import feedback
from chatapp.conversations.asking import Asking, chosen_model
from chatapp.conversations.branch import end_of_branch, siblings_of
from chatapp.conversations.heading import first_line
from chatapp.conversations.words import check_text
from chatapp.documents import sending
from chatapp.models import Conversation, Message, Turn
from chatapp.presentation import Shape, conversation_shape, message_shape
from chatapp.problems import Problem
from chatapp.redaction import vault

CONTINUE = (
    "Your last reply was cut off. Go on exactly where it ended, without repeating anything. "
    "It ended with:\n\n> {tail}"
)
CONTINUE_TAIL_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A turn that has begun: what the browser is told and what Claude is to be asked.

    `asking` is None when the turn had begun before (a repeated send): nothing is to be run.
    `fresh`: another reply is wanted, not one that was kept.
    """

    conversation: Shape
    question: Shape | None
    reply: Shape
    asking: Asking | None
    fresh: bool = False


def begin_turn(
    user_id: int,
    process: str,
    *,
    client_id: UUID,
    text: str,
    conversation: UUID | None = None,
    parent: int | None = None,
    branch: bool = False,
    model: str = "",
    assistant: int | None = None,
    plain: Collection[str] = (),
    attachments: Collection[str] = (),
) -> Begun:
    """Stores a question and begins its reply; `assistant` counts for a new conversation only.

    `plain` are values that the person says are no secret (redaction asks its policy).

    A repeated `client_id` gives back the turn that it began the first time. Raises Problem:
    `empty_message`, `message_too_long`, `invalid_characters`, `not_found`, `turn_running`,
    `branch_moved`, `unknown_assistant`, `unknown_model`, and of `attachments`, ids of the
    person's files: `attachment_missing`, `too_many_attachments`, `attachments_too_large`.
    """
    check_text(text, alone=not attachments)

    def begin() -> Begun:
        files = sending.choose(user_id, attachments)
        words = "\n".join([text, *(file.name for file in files)]).strip()
        if conversation is None:
            chat = _new_conversation(user_id, first_line(words), assistant)
        else:
            chat = _conversation(user_id, conversation)
        siblings: list[int] = []
        if conversation is not None or parent is not None:
            state, siblings = end_of_branch(chat, parent)
            if state == Message.State.STREAMING:
                raise Problem("turn_running")
        if siblings and not branch:
            raise Problem("branch_moved")
        question = Message(
            conversation=chat,
            parent_id=parent,
            role=Message.Role.USER,
            content=[{"type": "text", "text": text}],
            text=words,
            client_id=client_id,
        )
        rows.insert(question)
        if files:
            said = question.content if text.strip() else []
            question.content = [*sending.attach(files, question), *said]
            question.save(update_fields=["content"])
            sending.check_size(question)
        if plain:
            vault.note_false_alarms(chat.pk, plain)
        begun = _begin_reply(chat, question.pk, process, model, question=question)
        return replace(begun, question=message_shape(question, [*siblings, question.pk]))

    return _once(user_id, client_id, begin)


def regenerate(
    user_id: int, process: str, *, client_id: UUID, message: int, model: str = ""
) -> Begun:
    """Begins another reply to the question that `message` answers.

    An attempt that failed without a word gives way to it. Raises Problem: `not_found`,
    `unknown_model`, `turn_running` while one is still being written, `long_text_reply` for one
    that a job has made, `not_answerable` for one that answers nothing.
    """

    def begin() -> Begun:
        old = _reply(user_id, message)
        if old.parent_id is None:
            raise Problem("not_answerable")
        if any(block.get("type") == "long_text" for block in old.content):
            raise Problem("long_text_reply")
        chat = _conversation(user_id, old.conversation_id)
        versions = Message.objects.filter(conversation=chat, parent=old.parent_id).order_by("id")
        states = dict(versions.values_list("id", "state"))
        if Message.State.STREAMING in states.values():
            raise Problem("turn_running")
        if Message.State.FAILED in states.values():
            for empty in versions.filter(state=Message.State.FAILED, content=[], children=None):
                del states[empty.pk]
                empty.delete()
        begun = _begin_reply(chat, old.parent_id, process, model, client_id=client_id)
        siblings = [*states, begun.reply["id"]]
        feedback.asked_anyway(old.pk)
        return replace(begun, reply={**begun.reply, "siblings": siblings}, fresh=True)

    return _once(user_id, client_id, begin)


def continue_turn(user_id: int, process: str, *, client_id: UUID, message: int) -> Begun:
    """Goes on from a reply that was cut off, by a question that quotes its end.

    Newer models refuse a conversation that ends with their own words, so "Continue" is a turn
    of its own. The same model goes on, if it is still offered.
    Raises Problem: `not_found`, `turn_running`, `not_answerable`, `branch_moved`.
    """

    def begin() -> Begun:
        cut = _reply(user_id, message)
        chat = _conversation(user_id, cut.conversation_id)
        if cut.state == Message.State.STREAMING:
            raise Problem("turn_running")
        if not cut.text.strip():
            raise Problem("not_answerable")
        if Message.objects.filter(parent=cut).exists():
            raise Problem("branch_moved")
        tail = cut.text[-CONTINUE_TAIL_CHARS:].replace("\n", "\n> ")
        question = Message.objects.create(
            conversation=chat,
            parent=cut,
            role=Message.Role.USER,
            content=[{"type": "text", "text": CONTINUE.format(tail=tail)}],
            client_id=client_id,
            continues=True,
        )
        return _begin_reply(chat, question.pk, process, "", question=question, usual=cut.model)

    return _once(user_id, client_id, begin)


def _once(user_id: int, client_id: UUID, begin: Callable[[], Begun]) -> Begun:
    """Begins a turn in one transaction, or gives back the one this client id has begun before."""
    try:
        with transaction.atomic():
            return _begun_before(user_id, client_id) or begin()
    except (IntegrityError, Problem):  # perhaps because the same request has just begun elsewhere
        if begun := _begun_before(user_id, client_id):
            return begun
        raise


def _begin_reply(
    chat: Conversation,
    answered: int,
    process: str,
    model: str,
    *,
    question: Message | None = None,
    client_id: UUID | None = None,
    usual: str = "",
) -> Begun:
    now = timezone.now()
    chat.model = chosen_model(chat, model, usual)
    reply = Message(
        conversation=chat,
        parent_id=answered,
        role=Message.Role.ASSISTANT,
        state=Message.State.STREAMING,
        model=chat.model,
        client_id=client_id,
    )
    rows.insert(reply)
    rows.insert(
        Turn(
            reply=reply,
            conversation=chat,
            owner_id=chat.owner_id,
            process=process,
            lease_until=now + timedelta(seconds=settings.TURN_LEASE_SECONDS),
        )
    )
    chat.head, chat.active_at, chat.seen_at = reply, now, now
    rows.update(chat, "head", "active_at", "seen_at", "model")
    return _begun(chat, question, reply, Asking(chat, answered, chat.model))


def _begun(
    chat: Conversation, question: Message | None, reply: Message, asking: Asking | None
) -> Begun:
    running = reply.state == Message.State.STREAMING
    return Begun(
        conversation=conversation_shape(chat, running=running),
        question=message_shape(question) if question else None,
        reply=message_shape(reply),
        asking=asking,
    )


def _begun_again(chat: Conversation, question: Message | None, reply: Message) -> Begun:
    """A turn that had begun before, as it stands now; nothing is to be run."""
    begun = _begun(chat, question, reply, None)
    siblings = siblings_of([m.parent_id for m in (question, reply) if m], chat)
    asked = message_shape(question, siblings[question.parent_id]) if question else None
    return replace(begun, question=asked, reply=message_shape(reply, siblings[reply.parent_id]))


def _begun_before(user_id: int, client_id: UUID) -> Begun | None:
    found = rows.first(Message, "client_id = %s", client_id)
    if found is None:
        return None
    chat = found.conversation
    if chat.owner_id != user_id:
        raise Problem("bad_frame")
    if found.role == Message.Role.ASSISTANT:
        return _begun_again(chat, None, found)
    reply = Message.objects.filter(parent=found).order_by("id").first()
    return _begun_again(chat, found, reply) if reply else None


def _conversation(user_id: int, conversation: UUID) -> Conversation:
    """The person's conversation, locked against a second send at once."""
    own = "id = %s AND owner_id = %s"
    found = rows.first(Conversation, own, conversation, user_id, lock="NO KEY UPDATE")
    if found is None:
        raise Problem("not_found")
    return found


def _new_conversation(user_id: int, title: str, assistant: int | None) -> Conversation:
    chosen = None
    if assistant is not None:
        chosen = Assistant.objects.usable(user_id, assistant)
        if chosen is None:
            raise Problem("unknown_assistant")
    chat = Conversation(owner_id=user_id, title=title, assistant=chosen, active_at=timezone.now())
    rows.insert(chat)
    return chat


def _reply(user_id: int, message: int) -> Message:
    owned = Message.objects.filter(conversation__owner_id=user_id, role=Message.Role.ASSISTANT)
    found = owned.filter(pk=message).first()
    if found is None:
        raise Problem("not_found")
    return found
