"""What a worker reads and writes of a job, each step atomic and safe against another worker."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from billing.models import LedgerEntry, Reservation
from chatapp.claude import Purpose
from chatapp.context import prompts as instructions
from chatapp.conversations import Outcome
from chatapp.longtext import blocks, steer
from chatapp.longtext.models import Job, Step
from chatapp.models import Conversation, Message
from chatapp.presentation import Shape


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything that a run needs to know; `instructions` are those of the conversation."""

    job: Job
    text: str
    steps: list[Step]
    owner: int
    conversation: UUID
    assistant: int | None
    instructions: str


def take(runner: str) -> list[UUID]:
    """The jobs that nobody runs; from now on this runner does, and nobody else."""
    now = timezone.now()
    free = Job.objects.filter(state=Job.State.RUNNING, lease_until__lte=now)
    lease = now + timedelta(seconds=settings.LONG_TEXT_LEASE_SECONDS)
    return [
        pk
        for pk in free.order_by("lease_until").values_list("pk", flat=True)
        if Job.objects.filter(pk=pk, state=Job.State.RUNNING, lease_until__lte=now).update(
            runner=runner, lease_until=lease
        )
    ]


def renew(runner: str, jobs: Collection[UUID]) -> set[UUID]:
    """Says that the runner lives; which of these jobs are still its own, their owners welcome."""
    mine = Job.objects.filter(
        pk__in=jobs,
        runner=runner,
        state=Job.State.RUNNING,
        reply__conversation__owner__is_active=True,
    )
    left = set(mine.values_list("pk", flat=True))
    lease = timezone.now() + timedelta(seconds=settings.LONG_TEXT_LEASE_SECONDS)
    Job.objects.filter(pk__in=left, runner=runner).update(lease_until=lease)
    return left


def let_go(runner: str) -> None:
    """The runner ends in good order: others may take its jobs at once."""
    mine = Job.objects.filter(runner=runner, state=Job.State.RUNNING)
    mine.update(runner="", lease_until=timezone.now())


def load(job: UUID) -> Loaded | None:
    """The job with its text and steps; None if it is gone."""
    jobs = Job.objects.select_related("text", "reply__conversation__assistant")
    found = jobs.filter(pk=job).first()
    if found is None:
        return None
    chat = found.reply.conversation
    return Loaded(
        job=found,
        text=found.text.text,
        steps=list(found.plan.all()),
        owner=chat.owner_id,
        conversation=chat.pk,
        assistant=chat.assistant_id,
        instructions=instructions.compose(chat, chat.assistant).text,
    )


@dataclass(frozen=True, slots=True)
class Call:
    """The id under which a step is asked, and how many processes died while asking."""

    id: UUID
    lost: int


def ask(step: int) -> Call | None:
    """Fixes the step's call before it is sent; None if its result is there already.

    A step that was being asked when its worker died is asked again under the same id, so that
    the ledger knows one call with a broken attempt. If its reservation has been swept meanwhile,
    that call is closed and booked, and the step gets another one.
    """
    with transaction.atomic():
        row = Step.objects.select_for_update().filter(pk=step).first()
        if row is None or row.state == Step.State.DONE:
            return None
        call = row.call_id or uuid.uuid4()
        held = Reservation.objects.filter(pk=call).values_list("state", flat=True).first()
        if held == Reservation.State.OPEN:
            row.lost += 1
        elif held is not None:
            call, row.lost = uuid.uuid4(), 0
        row.call_id = call
        row.state = Step.State.ASKED
        row.save(update_fields=["state", "call_id", "lost"])
        return Call(call, row.lost)


def give_back(step: int, call: UUID) -> None:
    """The call has ended without a result: the next try will be another call."""
    asked = Step.objects.filter(pk=step, call_id=call, state=Step.State.ASKED)
    asked.update(state=Step.State.WAITING, call_id=None, lost=0)


def keep(job: UUID, step: int, call: UUID, result: str, seconds_each: float) -> None:
    """Keeps the result of a step, once, and shows how far the job has come."""
    with transaction.atomic():
        asked = Step.objects.filter(pk=step, call_id=call).exclude(state=Step.State.DONE)
        if not asked.update(state=Step.State.DONE, result=result):
            return
        row = Job.objects.select_for_update().get(pk=job)
        if row.state != Job.State.RUNNING:
            return
        done = row.plan.filter(state=Step.State.DONE).count()
        left = (row.steps - done) * seconds_each
        Message.objects.filter(pk=row.reply_id, state=Message.State.STREAMING).update(
            number=F("number") + 1, content=[blocks.of_job(row, done, seconds=left)]
        )
        row.changed_at = timezone.now()
        row.save(update_fields=["changed_at"])


def results(job: UUID, first: int, last: int) -> list[tuple[int, str]]:
    """The results of these steps, in the order of the text."""
    done = Step.objects.filter(job=job, number__range=(first, last), state=Step.State.DONE)
    return list(done.order_by("number").values_list("number", "result"))


def finish(runner: str, job: UUID, duration_ms: int) -> Shape | None:
    """The last step is done: its result is the reply."""
    with transaction.atomic():
        row = _mine(runner, job)
        if row is None:
            return None
        result = row.plan.values_list("result", flat=True).get(number=row.steps)
        usage = _receipt(row.reply_id, duration_ms)
        outcome = Outcome(state="complete", stop_reason="end_turn", usage=usage)
        return steer.end(row, Job.State.DONE, outcome, result)


def pause(runner: str, job: UUID, code: str, sentence: str) -> Shape | None:
    """The job can't go on now: everything done is kept, the person is told why."""
    with transaction.atomic():
        row = _mine(runner, job)
        if row is None:
            return None
        outcome = Outcome(state="interrupted", error_code=code, error_sentence=sentence[:500])
        return steer.end(row, Job.State.PAUSED, outcome)


def _mine(runner: str, job: UUID) -> Job | None:
    """The job if this runner still has it; its conversation is locked first, as everywhere."""
    locked = Conversation.objects.select_for_update(no_key=True, of=("self",))
    if locked.filter(messages__long_text_job=job).first() is None:
        return None
    mine = Job.objects.select_for_update().filter(pk=job, runner=runner, state=Job.State.RUNNING)
    return mine.first()


def _receipt(reply: int, duration_ms: int) -> dict[str, Any]:
    """Tokens by kind and their cost, as the ledger has them for this reply."""
    entries = LedgerEntry.objects.filter(message_id=reply, purpose=Purpose.LONG_TEXT)
    kinds = dict(entries.order_by().values_list("kind").annotate(Sum("quantity")))
    written = kinds.get("cache_write_5m", 0) + kinds.get("cache_write_1h", 0)
    return {
        "input": kinds.get("input", 0),
        "output": kinds.get("output", 0),
        "cache_read": kinds.get("cache_read", 0),
        "cache_write": written or None,
        "thinking": None,
        "cost_nano": entries.aggregate(sum=Sum("amount_nano"))["sum"] or 0,
        "first_token_ms": None,
        "duration_ms": duration_ms,
    }
