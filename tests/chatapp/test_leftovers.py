"""Turns that lose their process, their row or their database: nothing streams for ever."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone

from chatapp import conversations, database, keeper, relay, sweep, turns
from chatapp.models import Message, Turn
from chatapp.presence import SignIn
from tests.chatapp.conftest import OpenTab, Person
from tests.chatapp.stage import Part, Stage
from tests.chatapp.tab import Tab


async def streaming(open_tab: OpenTab, person: Person, stage: Stage) -> tuple[Tab, int, Part]:
    """A tab in the middle of a reply that says "Once"."""
    tab = await open_tab(person)
    reply = await tab.send("Tell me a story.")
    claude = await stage.part()
    claude.say("Once")
    await tab.shows(reply, "Once")
    return tab, reply, claude


async def change_turn(reply: int, **fields: Any) -> None:
    await database.run(Turn.objects.filter(pk=reply).update, **fields)


async def test_what_a_dead_process_left_is_kept_as_interrupted(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    begun = await database.run(
        conversations.begin_turn, alice.id, "a dead process", client_id=uuid4(), text="Hi"
    )
    reply = begun.reply["id"]
    content = [{"type": "text", "text": "Once upon"}]
    await database.run(conversations.checkpoint, [(reply, 7, content)])
    await tab.watch(begun.conversation["id"])
    await tab.shows(reply, "Once upon")
    await sweep.sweep()
    shown = await tab.finished(reply)
    assert (shown.state, shown.text) == ("interrupted", "Once upon")
    assert shown.error["code"] == "server_restarted"
    again = await tab.begin(type="continue", message=reply)
    claude = await stage.part()
    assert claude.question.endswith("> Once upon")
    claude.end()
    await tab.finished(again)
    assert not await database.run(Turn.objects.count)


async def test_the_sentence_after_a_crash_is_in_the_language_of_the_page(
    open_tab: OpenTab, alice: Person
):
    english, chinese = [await open_tab(alice, **{"accept-language": code}) for code in ("en", "zh")]
    begun = await database.run(
        conversations.begin_turn, alice.id, "a dead process", client_id=uuid4(), text="Hi"
    )
    for tab in (english, chinese):
        await tab.watch(begun.conversation["id"])
        await tab.shows(begun.reply["id"], "")
    await sweep.sweep()
    sentences = [
        (await t.finished(begun.reply["id"])).error["sentence"] for t in (english, chinese)
    ]
    assert sentences[0] != sentences[1]


async def test_what_is_deleted_before_it_could_be_asked_is_asked_of_nobody(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    begun = await database.run(
        conversations.begin_turn, alice.id, relay.process, client_id=uuid4(), text="Hi"
    )
    chat = UUID(begun.conversation["id"])
    await database.run(conversations.delete_conversation, alice.id, chat)
    turns.start(begun, SignIn(alice.id, alice.session, alice.auth_hash))
    task = turns.running[begun.reply["id"]].task
    assert task is not None
    await task
    assert not turns.running
    reply = await tab.send("Are you there?")
    (await stage.part()).end()
    await tab.finished(reply)
    assert stage.asked == 1


async def test_two_sweepers_and_a_late_end_store_one_outcome(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    """The process was only slow: it finds its turn ended by others, and lets go of it."""
    tab, reply, claude = await streaming(open_tab, alice, stage)
    await keeper.checkpoint()
    await change_turn(reply, process="somebody else", lease_until=timezone.now())
    running = turns.running.pop(reply)
    try:
        await sweep.sweep()
        await sweep.sweep()
    finally:
        turns.running[reply] = running
    claude.say(" upon a time")
    await keeper.renew()
    await claude.left.wait()
    shown = await tab.finished(reply)
    assert (shown.state, shown.text) == ("interrupted", "Once")
    assert not turns.running


async def test_a_process_never_sweeps_its_own_turns(open_tab: OpenTab, alice: Person, stage: Stage):
    tab, reply, claude = await streaming(open_tab, alice, stage)
    await change_turn(reply, lease_until=timezone.now() - timedelta(hours=1))
    await sweep.sweep(mine=set(turns.running))
    await keeper.renew()
    lease = await database.run(Turn.objects.values_list("lease_until", flat=True).get, pk=reply)
    assert lease > timezone.now()
    claude.end()
    assert (await tab.finished(reply)).state == "complete"


async def test_a_turn_that_never_started_running_is_swept(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    """Its row was stored, then the request was cancelled: nobody renews the lease of that row."""
    tab, other, claude = await streaming(open_tab, alice, stage)
    begun = await database.run(
        conversations.begin_turn, alice.id, relay.process, client_id=uuid4(), text="Hi"
    )
    await change_turn(begun.reply["id"], lease_until=timezone.now() - timedelta(seconds=1))
    await keeper.renew()
    await sweep.sweep(mine=set(turns.running))
    left = await database.run(lambda: set(Turn.objects.values_list("pk", flat=True)))
    assert left == {other}
    claude.end()
    await tab.finished(other)


async def test_a_stop_asked_for_in_the_database_is_heard(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    """The word to the process got lost: the next renewal brings it."""
    tab, reply, _ = await streaming(open_tab, alice, stage)
    await database.run(conversations.request_stop, alice.id, reply)
    await keeper.renew()
    assert (await tab.finished(reply)).state == "stopped"


async def test_deleting_the_conversation_stops_its_reply(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab, reply, claude = await streaming(open_tab, alice, stage)
    row, running = await database.run(conversations.delete_conversation, alice.id, tab.chat)
    assert row["deleted"]
    for left, process in running.items():
        await turns.tell_to_stop(process, alice.id, left)
    await claude.left.wait()
    await turns.drain(5)
    assert not await database.run(Message.objects.filter(pk=reply).exists)


async def test_a_conversation_deleted_behind_our_back_stops_its_reply(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    _, reply, claude = await streaming(open_tab, alice, stage)
    await database.run(Message.objects.filter(pk=reply).delete)
    await keeper.renew()
    await claude.left.wait()


@pytest.fixture
def broken_database(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """Makes a use case fail so many times: the database is away."""

    def breaks(name: str, times: int) -> None:
        real, left = getattr(conversations, name), [times]

        def away(*arguments: Any, **options: Any) -> Any:
            if left[0]:
                left[0] -= 1
                raise OperationalError("the database is away")
            return real(*arguments, **options)

        monkeypatch.setattr(conversations, name, away)

    return breaks


async def test_a_reply_is_stored_although_the_database_was_away_at_its_end(
    open_tab: OpenTab,
    alice: Person,
    stage: Stage,
    broken_database: Callable[[str, int], None],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(turns, "STORE_RETRY_SECONDS", 0.0)
    tab, reply, claude = await streaming(open_tab, alice, stage)
    broken_database("finish_turn", 20)
    claude.say(" upon a time.")
    claude.end()
    shown = await tab.finished(reply)
    assert (shown.state, shown.text) == ("complete", "Once upon a time.")


async def test_a_checkpoint_that_failed_is_made_good(
    open_tab: OpenTab, alice: Person, stage: Stage, broken_database: Callable[[str, int], None]
):
    tab, reply, claude = await streaming(open_tab, alice, stage)
    broken_database("checkpoint", 1)
    with pytest.raises(OperationalError):
        await keeper.checkpoint()
    await keeper.checkpoint()
    kept = await database.run(Message.objects.values_list("text", flat=True).get, pk=reply)
    assert kept == "Once"
    claude.end()
    await tab.finished(reply)


async def test_draining_finishes_the_short_and_keeps_the_long(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    short, quick, first = await streaming(open_tab, alice, stage)
    long, slow, _ = await streaming(open_tab, alice, stage)
    first.say(" upon a time.")
    first.end()
    await turns.drain(0.5)
    assert (await short.finished(quick)).text == "Once upon a time."
    shown = await long.finished(slow)
    assert (shown.state, shown.text) == ("interrupted", "Once")
    assert shown.error["code"] == "server_restarted"
    await long.put(type="continue", client_id="0" * 32, message=slow)
    await long.told("restarting")
