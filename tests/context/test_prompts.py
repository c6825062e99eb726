"""What Claude is told before everything else: four levels, one order, variables that keep still."""

import uuid
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.utils import timezone

from accounts.models import Organisation, User
from chatapp import conversations, history
from chatapp.assistants.models import Assistant
from chatapp.context import prompts
from chatapp.models import Conversation, Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat() -> Conversation:
    alice = User.objects.create_user("alice@example.com", display_name="Alice")
    return Conversation.objects.create(owner=alice, active_at=timezone.now())


def told(day: int, hour: int, text: str) -> Message:
    block = {"type": "text", "text": text}
    when = datetime(2026, 11, day, hour, tzinfo=UTC)
    return Message(role=Message.Role.USER, content=[block], created_at=when)


def test_nothing_is_told_where_nobody_wrote_anything(chat: Conversation):
    assert prompts.compose(chat, None) == prompts.Prompt()


def test_one_level_stands_as_it_was_written(chat: Conversation):
    User.objects.update(instructions=" Call me {name}; keep {braces}. ")
    assert prompts.compose(chat, None).text == "Call me Alice; keep {braces}."


def test_the_levels_stand_in_one_order_from_the_organisation_to_the_conversation(
    chat: Conversation,
):
    Organisation.current()
    Organisation.objects.update(instructions="We sell tea.")
    User.objects.update(instructions="Be brief.")
    chat.instructions = "In French."
    prompt = prompts.compose(chat, Assistant(instructions="You translate."))
    said = [text for _level, text in prompt.parts]
    assert said == ["We sell tea.", "You translate.", "Be brief.", "In French."]
    assert all(prompt.text.index(a) < prompt.text.index(b) for a, b in pairwise(said))


def test_the_date_stands_with_the_messages_in_the_organisations_time_and_changes_nothing_before(
    chat: Conversation,
):
    Organisation.current()
    Organisation.objects.update(instructions="Today: {date}.", time_zone="Asia/Shanghai")
    prompt = prompts.compose(chat, None)
    assert "2026" not in prompt.text
    first = [told(27, 15, "a"), told(27, 17, "b")]
    before = history.of(first, "m", prompt.text, zone=prompt.zone).messages
    after = history.of([*first, told(28, 3, "c")], "m", prompt.text, zone=prompt.zone).messages
    lines = [block["text"] for block in after[0]["content"]]
    assert lines == ["[2026-11-27, Friday]", "a", "[2026-11-28, Saturday]", "b", "c"]
    assert after[0]["content"][:4] == before[0]["content"]


def test_a_turn_takes_them_along(chat: Conversation):
    User.objects.update(instructions="Answer {name} in rhymes.")
    begun = conversations.begin_turn(
        chat.owner_id, "here", client_id=uuid.uuid4(), text="Hello", conversation=chat.pk
    )
    assert begun.asking is not None
    assert begun.question is not None
    asked = begun.asking.asked()
    assert asked is not None
    assert asked.prompt.text == "Answer Alice in rhymes."
    assert asked.history.sources == [(begun.question["id"],)]


def test_what_is_left_out_is_not_sent_and_what_is_pinned_is_named(chat: Conversation):
    pinned, left_out = told(27, 1, "keep"), told(27, 2, "forget")
    pinned.pk, pinned.pinned = 7, True
    left_out.pk, left_out.left_out = 8, True
    sent = history.of([pinned, left_out], "m")
    assert [block["text"] for block in sent.messages[0]["content"]] == ["keep"]
    assert (sent.sources, sent.pinned) == ([(7,)], {7})
