"""A turn: one asyncio task, detached from any socket, from the stored question to the stored reply.

Closing the tab doesn't stop it. However it ends (Claude is done, an error, Stop, shutdown), what
was shown is stored, exactly once, and every viewer is told.
"""

import asyncio
import logging
import time
from dataclasses import dataclass, field
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.utils import translation

from chatapp import (
    claude,
    conversations,
    database,
    money,
    notices,
    relay,
    shielded,
    titles,
    viewers,
)
from chatapp.claude import errors, events
from chatapp.claude.request import Trace
from chatapp.conversations import Begun, Outcome, ReplyView
from chatapp.documents import sending
from chatapp.presence import SignIn
from chatapp.presentation import Shape
from chatapp.reply import Reply

logger = logging.getLogger(__name__)

STORE_RETRY_SECONDS = 0.5
TOLD = (
    errors.Unaffordable,
    errors.NotAdmitted,
    errors.SensitiveContent,
    errors.MessageOverWindow,
)
"""Errors whose message is a sentence for the person, with facts of its own."""
STORE_RETRY_MOST_SECONDS = 5.0


@dataclass(slots=True, eq=False)
class RunningTurn:
    """A turn of this process. `ended_as` says that and why we end it ourselves.

    `stop_at` is the last frame to keep then, None for all; `checkpointed` the last one stored.
    `files` are those that Claude may cite, by title; `prefix` is the fingerprint of what was asked.
    """

    reply: Reply
    sign_in: SignIn
    language: str
    started: float = field(default_factory=time.monotonic)
    task: "asyncio.Task[None] | None" = None
    ended_as: str = ""
    stop_at: int | None = None
    checkpointed: int = 0
    files: dict[str, Shape] = field(default_factory=dict)
    prefix: str = ""


running: dict[int, RunningTurn] = {}


def start(begun: Begun, sign_in: SignIn) -> None:
    """Runs a turn that has begun; returns at once."""
    feed = relay.open_feed(UUID(begun.conversation["id"]), begun.reply)
    turn = RunningTurn(Reply(feed), sign_in, translation.get_language() or "en")
    running[feed.id] = turn
    turn.task = asyncio.create_task(_run(turn, begun), name=f"turn {feed.id}")


async def _run(turn: RunningTurn, begun: Begun) -> None:
    reply, request = turn.reply, None
    state, code, sentence = "interrupted", "unexpected", ""
    try:
        if begun.asking is None:
            raise ValueError("this turn has begun before")
        asked = await database.run(begun.asking.asked)
        if asked is None:
            return  # deleted before it could be asked
        turn.prefix = asked.fingerprint
        request = asked.request(
            turn.sign_in.user_id,
            conversation=UUID(begun.conversation["id"]),
            message=reply.id,
            assistant=begun.conversation["assistant"],
            fresh=begun.fresh,
        )
        messages, turn.files = await sending.expanded(turn.sign_in.user_id, request.messages)
        async with claude.stream(request.replace(messages=messages)) as stream:
            async for event in stream:
                if isinstance(event, events.Notice):
                    with translation.override(turn.language):
                        reply.notice(event.code, notices.sentence(event))
                else:
                    reply.add(event)
        state, code = "complete", ""
    except errors.ClaudeError as error:
        logger.info("Reply %s: %s (%s)", reply.id, error.code, error)
        state, code = "interrupted" if reply.has_content else "failed", error.code
        told = isinstance(error, TOLD)
        sentence = str(error) if told else ""
    except asyncio.CancelledError:
        stopped = turn.ended_as == "stopped"
        state, code = ("stopped", "") if stopped else ("interrupted", turn.ended_as)
    except Exception:
        logger.exception("Reply %s failed by a bug", reply.id)
    finally:
        trace = request.trace if request else Trace()
        await shielded.finish(_end(turn, state, code, sentence, trace))


async def _end(turn: RunningTurn, state: str, code: str, sentence: str, trace: Trace) -> None:
    """Stores the reply and tells everybody."""
    reply, user_id = turn.reply, turn.sign_in.user_id
    if state == "stopped" and turn.stop_at is not None:
        number, content = reply.content_at(turn.stop_at)
    else:
        number, content = reply.content()
    outcome = Outcome(
        state=state,
        content=sending.cited(content, turn.files),
        number=number,
        model=reply.model,
        prefix=turn.prefix,
        stop_reason=reply.stop_reason,
        error_code=code,
        error_sentence=sentence,
        usage=reply.receipt(turn.started, trace),
    )
    ended = None
    try:
        ended = await _store(reply, outcome)
        if ended is not None:
            reply.feed.finish(ended[0].message)
    except Exception:
        logger.exception("Reply %s could not be stored; the sweep will", reply.id)
    finally:
        running.pop(reply.id, None)
        relay.close_feed(reply.id)
    if ended is None:  # somebody else has ended it, or deleted it
        relay.look_again(reply.feed.conversation, reply.id)
        return
    view, conversation = ended
    await viewers.tell_conversation(user_id, conversation)
    with database.unhurried():
        budgets = await database.run(money.budgets, user_id)
    await viewers.tell_budgets(user_id, budgets)
    if state == "complete" and not conversation["named"]:
        titles.name_soon(user_id, view.conversation)


async def _store(reply: Reply, outcome: Outcome) -> tuple[ReplyView, Shape] | None:
    """Ends the turn in the database, however long that is away, for as long as we live."""
    wait_seconds = STORE_RETRY_SECONDS
    while True:
        try:
            seen = relay.is_watched(reply.feed.conversation)
            with database.unhurried():  # all of it has been shown already
                return await database.run(
                    conversations.finish_turn, reply.id, outcome, seen=seen, siblings=reply.siblings
                )
        except (OperationalError, InterfaceError) as exc:
            logger.warning("Reply %s is not stored yet: %s", reply.id, exc)
            await asyncio.sleep(wait_seconds)
            wait_seconds = min(wait_seconds * 2, STORE_RETRY_MOST_SECONDS)


async def stop(user_id: int, reply: int, number: int | None) -> None:
    """Ends a reply of this person, wherever it runs, keeping the frames up to `number`.

    Nothing happens if it has ended already: the viewer is told how by `finished`.
    """
    if turn := running.get(reply):
        if turn.sign_in.user_id == user_id:
            end(turn, "stopped", number)
    elif process := await database.run(conversations.request_stop, user_id, reply):
        await tell_to_stop(process, user_id, reply, number)


async def tell_to_stop(process: str, user_id: int, reply: int, number: int | None = None) -> None:
    """Ends a reply that runs in the process of this name."""
    message = f"stop:{user_id}:{reply}:{'' if number is None else number}"
    if process == relay.process:
        heard(message)
    else:
        await relay.tell(process, message)


def heard(message: str) -> None:
    """Another process has something for a turn of this one."""
    match message.split(":"):
        case ["stop", user, reply, number] if turn := running.get(int(reply)):
            if turn.sign_in.user_id == int(user):
                end(turn, "stopped", int(number) if number else None)


def end(turn: RunningTurn, ended_as: str, stop_at: int | None = None) -> None:
    """Cancels a turn of this process; what was shown up to frame `stop_at` is kept."""
    if not turn.ended_as and turn.task is not None:
        turn.ended_as, turn.stop_at = ended_as, stop_at
        # A task cancelled before its first step would never reach its `finally`.
        asyncio.get_running_loop().call_soon(turn.task.cancel)


def end_access(user_id: int, session: str | None = None) -> None:
    """The person, or one sign-in of theirs, may not go on: their turns here stop."""
    for turn in list(running.values()):
        if turn.sign_in.user_id == user_id and session in (None, turn.sign_in.session):
            end(turn, "stopped")


_draining = False


def draining() -> bool:
    """Whether this process is about to stop and takes no new turns."""
    return _draining


async def drain(seconds: float) -> None:
    """Lets running turns finish for so long, then stores the rest as interrupted."""
    global _draining
    _draining = True
    tasks = {turn.task for turn in running.values() if turn.task}
    if tasks:
        logger.info("Waiting up to %.0f s for %d replies", seconds, len(tasks))
        await asyncio.wait(tasks, timeout=seconds)
    for turn in list(running.values()):
        end(turn, "server_restarted")
    if left := {turn.task for turn in running.values() if turn.task}:
        await asyncio.wait(left, timeout=5)
    await shielded.drained(timeout_seconds=5)
