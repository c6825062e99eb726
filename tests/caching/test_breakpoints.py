"""Marks for Claude's own cache: the next turn reads what this one wrote."""

import pytest

from chatapp import claude
from chatapp.caching.breakpoints import with_marks
from chatapp.claude.events import Usage
from tests.claude.conftest import question
from tests.claude.test_door import door
from tests.fakes.claude import collect

__all__ = ["door"]

LONG = "word " * 2000


def user(*blocks):
    return {
        "role": "user",
        "content": [*blocks] if blocks and isinstance(blocks[0], dict) else blocks[0],
    }


def text(words):
    return {"type": "text", "text": words}


def marks(request):
    """Where marks stand: (part, index of message or block)."""
    found = [("system", i) for i, b in enumerate(request.system) if "cache_control" in b]
    found += [("tools", i) for i, tool in enumerate(request.tools) if "cache_control" in tool]
    for number, message in enumerate(request.messages):
        if not isinstance(message["content"], str):
            found += [("message", number) for b in message["content"] if "cache_control" in b]
    return found


def dialogue(turns, **fields):
    messages = []
    for number in range(turns):
        messages += [user(text(f"{number} {LONG}")), {"role": "assistant", "content": [text("ok")]}]
    return question(messages=tuple(messages[:-1]), model="claude-opus-5", **fields)


def test_instructions_documents_and_the_last_two_questions_are_marked():
    tools = ({"name": "clock", "input_schema": {}},)
    asked = dialogue(5, system="Be kind.", tools=tools)
    document = {
        "type": "document",
        "source": {"type": "text", "media_type": "text/plain", "data": LONG},
    }
    messages = (user(document, text("Read.")), *asked.messages[1:])
    marked = with_marks(asked.replace(messages=messages))
    assert marks(marked) == [("system", 0), ("message", 0), ("message", 6), ("message", 8)]
    assert "cache_control" not in str(asked)
    assert marks(with_marks(dialogue(1, tools=tools))) == [("tools", 0), ("message", 0)]


def test_a_text_of_its_own_and_an_empty_block_can_be_marked():
    asked = question(messages=(user(LONG),))
    assert marks(with_marks(asked)) == [("message", 0)]
    asked = question(messages=(user(text(LONG), text("")),))
    (message,) = with_marks(asked).messages
    assert "cache_control" in message["content"][0]


def test_what_has_marks_or_is_short_is_left_alone():
    for asked in (
        question("Hello"),
        dialogue(2, system=({**text("Hi"), "cache_control": {"type": "ephemeral"}},)),
    ):
        assert with_marks(asked) is asked


@pytest.mark.django_db(transaction=True)
async def test_the_next_turn_reads_what_this_one_wrote(door):
    read, written = [], []
    for turns in (1, 2, 3):
        asked = dialogue(turns, system=LONG, user_id=None)
        events = await collect(claude.stream, asked)
        used = [event for event in events if isinstance(event, Usage)][-1]
        read.append(used.cache_read or 0)
        written.append(used.cache_write_5m or 0)
    assert read[0] == 0
    assert written[0] > 4000
    assert read[1] >= written[0]
    assert read[2] >= read[1] + written[1]
