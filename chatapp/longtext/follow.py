"""How far the jobs have come, for the pages that this web process serves.

Workers are other processes: they write rows, and every web process reads what has changed. One
narrow query a second while somebody is here, whatever the number of jobs.
"""

import time
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from chatapp import database, money, presence, relay, viewers
from chatapp.longtext.models import Job
from chatapp.models import Conversation
from chatapp.presentation import Shape, conversation_shape

SECONDS = 1.0
LOOK_BACK_SECONDS = 30.0
"""More than clocks of two hosts differ; what was seen before isn't told again."""

BOOKED_SECONDS = 5.0
"""After Stop the parts under way are ended, and what they have cost is booked."""

_seen: dict[int, tuple[int, str]] = {}
_stopped: dict[tuple[int, UUID], float] = {}


async def follow() -> None:
    """Tells the watchers of every job that has come further since the last time."""
    if not presence.sign_ins():
        return
    changed = await database.run(_changed)
    fresh = {row["reply"]: (row["reply__number"], row["state"]) for row in changed}
    news = [row for row in changed if _seen.get(row["reply"]) != fresh[row["reply"]]]
    _seen.clear()
    _seen.update(fresh)
    for row in news:
        ended = row["state"] != Job.State.RUNNING
        relay.refresh(row["reply__conversation"], row["reply"], last=ended)
        owner, conversation = row["reply__conversation__owner"], row["reply__conversation"]
        stopped = row["state"] == Job.State.STOPPED
        if stopped:
            _stopped[owner, conversation] = time.monotonic() + BOOKED_SECONDS
        if stopped or (ended and not settings.REDIS_URL):  # else the worker has told all processes
            await _tell(owner, conversation)
    for whom in [whom for whom, due in _stopped.items() if due <= time.monotonic()]:
        del _stopped[whom]
        await _tell(*whom)


async def _tell(owner: int, conversation: UUID) -> None:
    shape = await database.run(_row, owner, conversation)
    if shape is not None:
        await viewers.tell_conversation(owner, shape)
    await viewers.tell_budgets(owner, await database.run(money.budgets, owner))


def _row(owner: int, conversation: UUID) -> Shape | None:
    """With what it has cost: a job may have been paid for in several goes."""
    chat = Conversation.objects.filter(pk=conversation).first()
    if chat is None:
        return None
    cost = {"cost_nano": money.conversation_nano(owner, conversation)}
    return conversation_shape(chat, running=chat.turns.exists()) | cost


def _changed() -> list[dict[str, Any]]:
    since = timezone.now() - timedelta(seconds=LOOK_BACK_SECONDS)
    wanted = ("reply", "reply__number", "state", "reply__conversation")
    jobs = Job.objects.filter(changed_at__gt=since).exclude(state=Job.State.ASKING)
    return list(jobs.values(*wanted, "reply__conversation__owner"))
