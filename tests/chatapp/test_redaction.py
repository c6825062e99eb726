"""What the person reads is their own text; what Claude reads is not, unless they say so."""

import uuid

from chatapp import database
from chatapp.models import Message
from tests.chatapp.conftest import OpenTab, Person
from tests.chatapp.stage import Stage

MAIL = "bob@example.com"


def stored(reply: int) -> tuple[str, str]:
    row = Message.objects.select_related("parent").get(pk=reply)
    assert row.parent is not None
    return row.parent.text, row.text


async def test_own_text_is_kept_and_the_receipt_counts_what_was_hidden(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    reply = await tab.send(f"Write to {MAIL}")
    part = await stage.part()
    assert MAIL not in part.question
    part.say("To ", *part.question.removeprefix("Write to "), "!")
    part.end()
    shown = await tab.finished(reply)
    assert shown.stored["usage"]["hidden"] == {"email": 1}
    assert await database.run(stored, reply) == (f"Write to {MAIL}", f"To {MAIL}!")


async def test_a_false_alarm_is_sent_as_it_is_from_then_on(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    reply = await tab.send(f"Write to {MAIL}", plain=[MAIL])
    part = await stage.part()
    assert MAIL in part.question
    part.end()
    await tab.finished(reply)
    await tab.send(f"Again: {MAIL}", parent=reply)
    assert MAIL in (await stage.part()).question


async def test_a_list_of_too_many_corrections_is_no_frame(
    open_tab: OpenTab, alice: Person, stage: Stage
):
    tab = await open_tab(alice)
    await tab.put(type="send", text="Hi", client_id=str(uuid.uuid4()), plain=["x"] * 21)
    await tab.told("bad_frame")
