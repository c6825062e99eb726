"""Several server processes on PostgreSQL and Redis: one site to whoever looks at it."""

import asyncio
import random
import time
import uuid
from functools import partial
from pathlib import Path

import pytest

from tests.chatapp.tab import Json, Tab
from tests.chatapp.upstream import Upstream, counting, words
from tests.chatapp.visitors import Visitor, sign_up
from tests.servers.site import WebProcess, WebProcessFactory

HASTY = {"DJANGO_SETTINGS_MODULE": "tests.chatapp.hasty_settings"}
pytestmark = [pytest.mark.redis, pytest.mark.postgres]


async def test_two_processes_are_one_site(
    web_process: WebProcessFactory, postgres_url: str, redis_url: str
):
    async with counting() as (upstream, asking):
        stores = {"DATABASE_URL": postgres_url, "REDIS_URL": redis_url} | asking | HASTY
        here, there = await asyncio.gather(
            asyncio.to_thread(web_process, server="daphne", **stores),
            asyncio.to_thread(web_process, server="uvicorn", **stores),
        )
        alice = await sign_up(here.url, "alice")
        idle = await alice.open_tab(there.url)
        await the_same_text_in_both(alice, here, there)
        await a_bad_line_to_the_other_process(alice, here, there)
        await stop_from_the_other_process(alice, here, there, upstream)
        await the_same_request_to_both(alice, here, there, upstream)
        await two_requests_at_once(alice, here, there)
        await two_megabytes(alice, here, there, upstream)
        assert len(idle.rows) == 7, "it was told of every conversation"
        await idle.put(type="nonsense")
        await idle.told("unknown_frame")
        await signing_out(alice, here, there, upstream)


async def the_same_text_in_both(alice: Visitor, here: WebProcess, there: WebProcess) -> None:
    asking, watching = await alice.open_tab(here.url), await alice.open_tab(there.url)
    reply = await asking.send("count 60 every 10")
    await asking.shows(reply, "")
    await watching.watch(str(asking.conversation))
    chat = str(asking.conversation)
    for tab in (asking, watching):
        shown = await tab.finished(reply)
        assert shown.text == words(60)
        await tab.lists(chat, running=False)
    again = await asking.send("count 30 every 10", parent=reply)
    await watching.until(lambda: watching.turns)
    assert (await watching.finished(again)).text == words(30)
    await asking.put(type="unwatch")
    await watching.lists(chat, unread=False)
    for tab in (asking, watching):
        await tab.close()


async def a_bad_line_to_the_other_process(
    alice: Visitor, here: WebProcess, there: WebProcess
) -> None:
    chance = random.Random(5)
    tab = await alice.open_tab(here.url)
    reply = await tab.send("count 300 every 5")
    for _ in range(12):
        await asyncio.sleep(chance.uniform(0.0, 0.12))
        await tab.close()
        screen, chat = tab.replies, str(tab.conversation)
        tab = await alice.open_tab(chance.choice((here, there)).url)
        tab.replies = screen
        await tab.watch(chat)
    assert (await tab.finished(reply)).text == words(300)
    await tab.close()


async def stop_from_the_other_process(
    alice: Visitor, here: WebProcess, there: WebProcess, upstream: Upstream
) -> None:
    asking, stopping = await alice.open_tab(here.url), await alice.open_tab(there.url)
    question = "count 2000 every 10"
    reply = await asking.send(question)
    await asking.shows(reply, " ")
    await stopping.watch(str(asking.conversation))
    await stopping.until(lambda: reply in stopping.replies and stopping.replies[reply].number > 5)
    stopping.pause()
    clicked, seen = time.monotonic(), stopping.replies[reply].text
    await stopping.stop(reply)
    stopping.wake()
    for tab in (asking, stopping):
        shown = await tab.finished(reply)
        assert (shown.state, shown.text) == ("stopped", seen)
        await tab.close()
    assert await upstream.closed(question) - clicked < 1


async def the_same_request_to_both(
    alice: Visitor, here: WebProcess, there: WebProcess, upstream: Upstream
) -> None:
    tabs = await alice.open_tab(here.url), await alice.open_tab(there.url)
    asked = len(upstream.questions)
    same = str(uuid.uuid4())
    replies = await asyncio.gather(*[tab.send("Hello?", client_id=same) for tab in tabs])
    assert replies[0] == replies[1]
    for tab in tabs:
        assert (await tab.finished(replies[0])).text == words(1)
    for kind in ("regenerate", "send"):
        frame: dict[str, object] = {"type": kind, "client_id": str(uuid.uuid4())}
        frame["message"] = replies[0]
        if kind == "send":
            frame |= {"text": "And?", "conversation": tabs[0].conversation, "parent": replies[0]}
        begun = await asyncio.gather(*[tab.begin(**frame) for tab in tabs])
        assert begun[0] == begun[1]
        for tab in tabs:
            await tab.finished(begun[0])
    assert len(upstream.questions) == asked + 3
    for tab in tabs:
        await tab.close()


async def two_requests_at_once(alice: Visitor, here: WebProcess, there: WebProcess) -> None:
    tabs = await alice.open_tab(here.url), await alice.open_tab(there.url)
    reply = await tabs[0].send("Hello?")
    await tabs[0].finished(reply)
    for tab in tabs:
        frame = {"type": "send", "text": "And?", "conversation": tabs[0].conversation}
        await tab.put(**frame, client_id=str(uuid.uuid4()), parent=reply)

    def answers(tab: Tab) -> list[Json]:
        return tab.errors or [turn for turn in tab.turns if turn["question"]["parent"] == reply]

    outcomes = [(await tab.until(partial(answers, tab)))[0] for tab in tabs]
    refusals = [outcome for outcome in outcomes if outcome["type"] == "error"]
    assert len(refusals) == 1
    assert refusals[0]["code"] in ("branch_moved", "turn_running")
    for tab in tabs:
        await tab.close()


async def two_megabytes(
    alice: Visitor, here: WebProcess, there: WebProcess, upstream: Upstream
) -> None:
    """Two megabytes on the way: characters that take most bytes, within the model's window."""
    for process in (here, there):
        tab = await alice.open_tab(process.url)
        long = "\x01字" * 220_000
        reply = await tab.send(long, conversation=None)
        assert (await tab.finished(reply)).state == "complete"
        assert upstream.questions[-1] == long
        await tab.put(type="send", client_id=str(uuid.uuid4()), text="x" * 2_000_001)
        await tab.told("message_too_long")
        await tab.close()


async def signing_out(
    alice: Visitor, here: WebProcess, there: WebProcess, upstream: Upstream
) -> None:
    question = "count 3000 every 10"
    tab = await alice.open_tab(here.url)
    reply = await tab.send(question)
    await tab.shows(reply, " ")
    left = time.monotonic()
    await alice.sign_out(there.url)
    assert await tab.gone() == 4401
    assert await upstream.closed(question) - left < 5


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
async def test_sigterm_finishes_short_replies_and_keeps_long_ones(
    web_process: WebProcessFactory, server: str, tmp_path: Path
):
    async with counting() as (_, asking):
        drain = {"TURN_DRAIN_SECONDS": "2"}
        process = await asyncio.to_thread(web_process, server=server, **asking, **drain)
        alice = await sign_up(process.url, "alice")
        tabs = [await alice.open_tab(process.url) for _ in range(20)]
        orders = ["count 30 every 20" if n % 2 else "count 3000 every 20" for n in range(20)]
        sent = [tab.send(order) for tab, order in zip(tabs, orders, strict=True)]
        replies = await asyncio.gather(*sent)
        for tab, reply in zip(tabs, replies, strict=True):
            await tab.shows(reply, " ")
        code = await asyncio.to_thread(process.terminate)
        for tab, reply, order in zip(tabs, replies, orders, strict=True):
            shown = tab.replies[reply]
            assert shown.stored, "the viewer was told how it ended"
            if "3000" in order:
                assert (shown.state, shown.error["code"]) == ("interrupted", "server_restarted")
                assert words(3000).startswith(shown.text)
                assert len(shown.text) > len(words(50))
            else:
                assert (shown.state, shown.text) == ("complete", words(30))
            assert await tab.gone() in (1000, 1001, 1006, 1012)
        assert code == 0
