"""Starting, stopping and resuming a job; its end. Use cases, each a transaction."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chatapp.conversations import Outcome, finish_turn
from chatapp.conversations.branch import siblings_of
from chatapp.conversations.running import is_running
from chatapp.longtext import blocks
from chatapp.longtext.models import Job, Step
from chatapp.models import Conversation, Message, Turn
from chatapp.presentation import Shape, conversation_shape, message_shape
from chatapp.problems import Problem

State = Job.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A question and the reply that its job will write; `runs` if a worker is to take it."""

    conversation: Shape
    question: Shape
    reply: Shape
    runs: bool


def run(job: Job) -> None:
    """Hands the job to the workers: from now on its reply is one that runs."""
    now = timezone.now()
    job.state, job.runner, job.lease_until, job.changed_at = State.RUNNING, "", now, now
    job.save(update_fields=["state", "runner", "lease_until", "changed_at"])
    reply = Message.objects.get(pk=job.reply_id)
    Turn.objects.create(
        reply=reply,
        conversation_id=reply.conversation_id,
        owner_id=reply.conversation.owner_id,
        process=Turn.JOB,
        lease_until=now,
    )
    done = job.plan.filter(state=Step.State.DONE).count()
    reply.state, reply.ended_at, reply.error_code, reply.error_sentence = (
        *(Message.State.STREAMING, None, "", ""),
    )
    reply.number += 1
    reply.content = [blocks.of_job(job, done)]
    reply.save()


def resume(user_id: int, job_id: UUID) -> Begun:
    """Starts a job that asked for its price, or goes on with one that was paused or stopped.

    Nothing happens to one that runs or is done. Raises Problem: `not_found`, `turn_running`.
    """
    with transaction.atomic():
        job, chat = _locked(user_id, job_id)
        runs = job.state in (State.ASKING, State.PAUSED, State.STOPPED)
        if runs and is_running(chat.pk):
            raise Problem("turn_running")
        if runs:
            run(job)
        reply = Message.objects.select_related("parent").get(pk=job.reply_id)
        assert reply.parent is not None  # noqa: S101
        return begun(chat, reply.parent, reply, runs=runs)


def stop(user_id: int, reply: int) -> bool:
    """Ends a running job of this person; what is done is kept. False if there is none."""
    with transaction.atomic():
        jobs = Job.objects.filter(reply=reply, reply__conversation__owner_id=user_id)
        found = jobs.filter(state=State.RUNNING).values_list("pk", flat=True).first()
        if found is None:
            return False
        job, _ = _locked(user_id, found)
        if job.state != State.RUNNING:
            return False
        end(job, State.STOPPED, Outcome(state="stopped"))
        return True


def end(job: Job, state: str, outcome: Outcome, result: str = "") -> Shape | None:
    """Ends the job's reply, in the caller's transaction; returns the conversation's row."""
    job.state, job.runner, job.changed_at = state, "", timezone.now()
    job.save(update_fields=["state", "runner", "changed_at"])
    done = job.plan.filter(state=Step.State.DONE).count()
    text = [{"type": "text", "text": result}] if result else []
    number = Message.objects.values_list("number", flat=True).get(pk=job.reply_id) + 1
    content = [*text, blocks.of_job(job, done)]
    ended = replace(outcome, content=content, number=number, model=job.model)
    finished = finish_turn(job.reply_id, ended)
    return finished[1] if finished else None


def part_text(user_id: int, job_id: UUID, number: int) -> Shape:
    """One part of the text that a reply refers to. Raises Problem: `not_found`."""
    parts = Step.objects.select_related("job__text").filter(level=0, number=number, job=job_id)
    step = parts.filter(job__reply__conversation__owner_id=user_id).first()
    if step is None:
        raise Problem("not_found")
    text = step.job.text.text[step.first : step.last]
    return {"number": number, "of": step.job.parts, "heading": step.heading, "text": text}


def begun(chat: Conversation, question: Message, reply: Message, *, runs: bool) -> Begun:
    siblings = siblings_of([question.parent_id, reply.parent_id], chat)
    return Begun(
        conversation=conversation_shape(chat, running=runs),
        question=message_shape(question, siblings[question.parent_id]),
        reply=message_shape(reply, siblings[reply.parent_id]),
        runs=runs,
    )


def _locked(user_id: int, job_id: UUID) -> tuple[Job, Conversation]:
    """The job and its conversation, which is locked first as everywhere."""
    owned = Conversation.objects.select_for_update(no_key=True, of=("self",))
    chat = owned.filter(messages__long_text_job=job_id, owner_id=user_id).first()
    if chat is None:
        raise Problem("not_found")
    return Job.objects.select_for_update().get(pk=job_id), chat
