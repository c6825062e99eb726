"""A long text from the page's side: its price, stopping, an outage, what belongs to others."""

import asyncio
import uuid
from typing import Any

import pytest

from tests.chatapp.tab import Tab
from tests.chatapp.visitors import Visitor, sign_up
from tests.longtext.world import Reader, book, get, post, reading, upload
from tests.servers.process import wait_until
from tests.servers.site import WebProcessFactory, WorkerProcessFactory

SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "tests.longtext.hasty_settings",
    "LONG_TEXT_ASK_DOLLARS": "0.05",
    "CLAUDE_RETRY_ATTEMPTS": "2",
}
PARTS = 5
PATIENCE_SECONDS = 90


def job_of(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return next((block for block in blocks if block["type"] == "long_text"), {"done": 0})


def done(tab: Tab, reply: int) -> int:
    """How many steps the page shows as done."""
    return job_of(tab.replies[reply].blocks)["done"] if reply in tab.replies else 0


def shown_cost(tab: Tab) -> int:
    """What the conversation has cost, as the page was told last."""
    rows = [frame["conversation"] for frame in tab.frames if "conversation" in frame]
    return max((row["cost_nano"] for row in rows if "cost_nano" in row), default=0)


async def ended(tab: Tab, reply: int) -> dict[str, Any]:
    """The job's block, once its reply has ended again."""
    tab.replies.pop(reply, None)
    await tab.watch(str(tab.conversation))
    return job_of((await tab.finished(reply)).blocks)


@pytest.mark.timeout(300)
async def test_price_stop_outage_and_strangers(
    web_process: WebProcessFactory, worker_process: WorkerProcessFactory
):
    async with reading() as (reader, asking):
        web = await asyncio.to_thread(web_process, **asking, **SETTINGS)
        worker_process(data_dir=web.data_dir, **asking, **SETTINGS)
        alice, mallory = await sign_up(web.url, "alice"), await sign_up(web.url, "mallory")
        tab = await alice.open_tab(web.url)
        begun = await the_price_is_asked_first(alice, web.url, reader)
        reply, job = begun["reply"]["id"], job_of(begun["reply"]["blocks"])["job"]
        tab.conversation = begun["conversation"]["id"]
        await what_is_bad_is_refused(alice, web.url, begun)
        await strangers_see_nothing(mallory, web.url, begun)

        reader.held_after, reader.reliable = 2, True
        reader.gate.clear()
        assert (await post(alice, web.url, f"{job}/resume/"))["status"] == 200
        await tab.watch(str(tab.conversation))
        read = (lambda: len(reader.answered) == 2), PATIENCE_SECONDS, "the worker is up and reads"
        await asyncio.to_thread(wait_until, *read)
        await tab.until(lambda: done(tab, reply) == 2)
        await tab.stop(reply)
        shown = await tab.finished(reply)
        block = job_of(shown.blocks)
        assert (shown.state, block["state"], block["done"]) == ("stopped", "stopped", 2)

        reader.gate.set()
        reader.held_after, reader.refuses = 10**9, True
        assert (await post(alice, web.url, f"{job}/resume/"))["status"] == 200
        block = await ended(tab, reply)
        assert block["state"] == "paused"
        assert 2 <= block["done"] <= PARTS, "what was under way at the end may be kept, too"
        assert "busy" in tab.replies[reply].error["sentence"]

        reader.refuses = False
        left, before = PARTS + 1 - block["done"], len(reader.asked)
        assert (await post(alice, web.url, f"{job}/resume/"))["status"] == 200
        block = await ended(tab, reply)
        assert (block["state"], block["done"]) == ("done", PARTS + 1)
        assert tab.replies[reply].text == f"Notes of join 1-{PARTS} [join 1-{PARTS}]"
        assert len(reader.asked) - before == left, "what is done is kept"
        cost = tab.replies[reply].stored["usage"]["cost_nano"]
        await tab.until(lambda: cost <= shown_cost(tab))
        part = await get(alice, web.url, f"{job}/parts/3/")
        assert (part["heading"], part["of"]) == ("Chapter 3", PARTS)
        assert part["text"].startswith("# Chapter 3")
        source = begun["question"]["blocks"][1]["id"]
        again = {"source": source, "conversation": str(tab.conversation), "parent": reply}
        second = await post(alice, web.url, "", question="And then?", **again)
        assert job_of(second["reply"]["blocks"])["parts"] == PARTS
        await a_document_is_read_in_parts(alice, mallory, web.url)
        await tab.put(type="regenerate", client_id=str(uuid.uuid4()), message=reply, model="")
        assert "Ask about it" in (await tab.told("long_text_reply"))["sentence"]
        await tab.close()


async def the_price_is_asked_first(alice: Visitor, url: str, reader: Reader) -> dict[str, Any]:
    same = str(uuid.uuid4())
    asked = {"text": book(PARTS), "question": "What happened?", "client_id": same}
    begun, again = [await post(alice, url, "", **asked) for _ in range(2)]
    assert begun["reply"] == again["reply"], "sent twice, begun once"
    block = job_of(begun["reply"]["blocks"])
    assert (block["state"], block["parts"], block["steps"]) == ("asking", PARTS, PARTS + 1)
    assert 50_000_000 < block["price_nano"] < block["most_nano"]
    assert reader.asked == []
    return begun


async def a_document_is_read_in_parts(alice: Visitor, mallory: Visitor, url: str) -> None:
    document = await upload(alice, url, book(PARTS).encode(), "voyage.md")
    asked = {"file": document["id"], "question": "Summarise this text."}
    begun = await post(alice, url, "", **asked)
    assert job_of(begun["reply"]["blocks"])["parts"] == PARTS
    assert begun["question"]["blocks"][1]["name"] == "voyage.md"
    assert begun["conversation"]["title"] == "voyage.md"
    assert (await post(mallory, url, "", **asked))["code"] == "attachment_missing"


async def what_is_bad_is_refused(alice: Visitor, url: str, begun: dict[str, Any]) -> None:
    for code, asked in (
        ("empty_message", {"text": " \n", "question": "What?"}),
        ("empty_message", {"text": "Some words", "question": " "}),
        ("invalid_characters", {"text": "a\0b", "question": "What?"}),
        ("bad_frame", {"text": "Some words", "question": "What?", "client_id": "7"}),
        ("message_too_long", {"text": "x" * 10_000_001, "question": "What?"}),
        ("not_found", {"question": "What?", "source": str(uuid.uuid4())}),
        ("branch_moved", {"text": "Some words", "question": "What?", "parent": None,
                          "conversation": begun["conversation"]["id"]}),
    ):  # fmt: skip
        assert (await post(alice, url, "", **asked))["code"] == code


async def strangers_see_nothing(mallory: Visitor, url: str, begun: dict[str, Any]) -> None:
    job = job_of(begun["reply"]["blocks"])["job"]
    source = begun["question"]["blocks"][1]["id"]
    for told in (
        await post(mallory, url, f"{job}/resume/"),
        await get(mallory, url, f"{job}/parts/1/"),
        await post(mallory, url, "", question="What?", source=source),
    ):
        assert (told["status"], told["code"]) == (404, "not_found")
