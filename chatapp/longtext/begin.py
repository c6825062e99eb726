"""A person wants to know something about a long text: it is stored with its question and job."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from chatapp import claude, offer
from chatapp.conversations.heading import first_line
from chatapp.longtext import blocks, material, plan, steer
from chatapp.longtext.material import Wanted
from chatapp.longtext.models import Job, LongText, Step
from chatapp.models import Conversation, Message
from chatapp.problems import Problem
from chatapp.redaction import vault

State = Job.State


def begin(user_id: int, wanted: Wanted) -> steer.Begun:
    """Stores the text, the question and the job. It runs at once if it costs little enough.

    The same `client_id` again gives back what it began. Raises Problem: `empty_message`,
    `message_too_long`, `invalid_characters`, `not_found`, `turn_running`, `branch_moved`,
    `unknown_model`, `unknown_assistant`, `attachment_missing`.
    """
    if begun := _begun_before(user_id, wanted.client_id):
        return begun
    wanted = material.with_words(user_id, wanted)
    found = material.stored(user_id, wanted.source) if wanted.source else None
    content = found.text if found else wanted.text
    model = material.fixed_model(user_id, wanted) or offer.choose(wanted.model)
    # This takes seconds: before anything is locked.
    planned = plan.make(content, model, claude.catalog.find(model).window)
    try:
        with transaction.atomic():
            return _store(user_id, wanted, found, planned, model)
    except IntegrityError:
        if begun := _begun_before(user_id, wanted.client_id):
            return begun
        raise


def _store(
    user_id: int, wanted: Wanted, found: LongText | None, planned: plan.Plan, model: str
) -> steer.Begun:
    now = timezone.now()
    chat = _conversation(user_id, wanted, now)
    if wanted.parent is not None:
        above = Message.objects.filter(conversation=chat, pk=wanted.parent)
        state = above.values_list("state", flat=True).first()
        if state is None:
            raise Problem("not_found")
        if state == Message.State.STREAMING:
            raise Problem("turn_running")
    said = Message.objects.filter(conversation=chat, parent=wanted.parent)
    if not wanted.branch and said.exists():
        raise Problem("branch_moved")
    text = found
    if text is None or text.conversation_id != chat.pk:
        name, content = (text.name, text.text) if text else (wanted.name, wanted.text)
        text = LongText.objects.create(conversation=chat, name=name[:200], text=content)
    question = Message.objects.create(
        conversation=chat,
        parent_id=wanted.parent,
        role=Message.Role.USER,
        content=[{"type": "text", "text": wanted.question}, blocks.source(text)],
        text=wanted.question,
        client_id=wanted.client_id,
    )
    if wanted.plain:
        vault.note_false_alarms(chat.pk, wanted.plain)
    ask_nano = round(settings.LONG_TEXT_ASK_DOLLARS * 1_000_000_000)
    runs = planned.price_nano is not None and planned.price_nano <= ask_nano
    reply = Message.objects.create(
        conversation=chat, parent=question, role=Message.Role.ASSISTANT, model=model
    )
    job = Job.objects.create(
        reply=reply,
        text=text,
        question=wanted.question,
        model=model,
        state=State.ASKING,
        parts=planned.parts,
        steps=len(planned.steps),
        price_nano=planned.price_nano,
        most_nano=planned.most_nano,
        lease_until=now,
        changed_at=now,
    )
    for step in planned.steps:
        step.job = job
    Step.objects.bulk_create(planned.steps)
    chat.head, chat.active_at, chat.seen_at, chat.model = reply, now, now, model
    chat.save(update_fields=["head", "active_at", "seen_at", "model"])
    if runs:
        steer.run(job)
    else:
        reply.content = [blocks.of_job(job, 0)]
        reply.save(update_fields=["content"])
    reply.refresh_from_db()
    return steer.begun(chat, question, reply, runs=runs)


def _begun_before(user_id: int, client_id: UUID) -> steer.Begun | None:
    owned = Message.objects.filter(conversation__owner_id=user_id, client_id=client_id)
    question = owned.select_related("conversation").first()
    reply = question and Message.objects.filter(parent=question).order_by("id").first()
    if question is None or reply is None:
        return None
    running = reply.state == Message.State.STREAMING
    return steer.begun(question.conversation, question, reply, runs=running)


def _conversation(user_id: int, wanted: Wanted, now: datetime) -> Conversation:
    if wanted.conversation is None:
        assistant = material.assistant(user_id, wanted)
        title = first_line(wanted.name or wanted.question)
        return Conversation.objects.create(
            owner_id=user_id, title=title, assistant=assistant, active_at=now
        )
    owned = Conversation.objects.select_for_update(no_key=True, of=("self",))
    found = owned.filter(pk=wanted.conversation, owner_id=user_id).first()
    if found is None:
        raise Problem("not_found")
    return found
