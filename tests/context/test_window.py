"""Requests larger than the window, through the layer: what Claude is asked then."""

from typing import Any

import pytest

from chatapp import claude
from chatapp.claude import catalog, errors, estimate
from chatapp.claude.events import Notice, Usage
from chatapp.claude.middleware.context import ContextMiddleware
from chatapp.claude.request import Purpose, Request
from chatapp.claude.stack import build
from chatapp.context.models import Calibration, ContextCut
from chatapp.models import Conversation
from tests.fakes.claude import FakeClaude, collect, said, text_of

pytestmark = pytest.mark.django_db(transaction=True)

MODEL = "claude-haiku-4-5"


@pytest.fixture
def chat(django_user_model: Any) -> Conversation:
    from django.utils import timezone

    alice = django_user_model.objects.create_user("alice@example.com", "pw")
    return Conversation.objects.create(owner=alice, active_at=timezone.now())


@pytest.fixture(autouse=True)
def _counting(monkeypatch: pytest.MonkeyPatch):
    """Claude counts as we do."""

    class Api:
        async def count(self, request: Request) -> int:
            return estimate.typical([request.system, list(request.messages)], request.model)

    monkeypatch.setattr(claude, "api", Api)


def long_history(turns: int, words: int = 4_000) -> tuple[dict[str, Any], ...]:
    messages: list[dict[str, Any]] = []
    for n in range(turns):
        asked = [{"type": "text", "text": f"Question {n}: " + "why so long? " * words}]
        answer = [{"type": "text", "text": f"Answer {n}."}]
        messages += [{"role": "user", "content": asked}, {"role": "assistant", "content": answer}]
    return (*messages, {"role": "user", "content": [{"type": "text", "text": "And now?"}]})


def request_for(chat: Conversation | None, turns: int, **fields: Any) -> Request:
    messages = long_history(turns)
    given = {"conversation_id": chat.pk if chat else None, "max_tokens": 4_000, **fields}
    sources = tuple((100 + at,) for at in range(len(messages)))
    return Request(model=MODEL, messages=messages, sources=sources, **given)


async def ask(fake: FakeClaude, request: Request) -> list[Any]:
    return await collect(build([ContextMiddleware], fake), request)


async def test_what_fits_goes_as_it_is():
    fake, request = FakeClaude(said("Hello")), request_for(None, 2)
    assert text_of(await ask(fake, request)) == "Hello"
    assert fake.asked == [request]


async def test_the_oldest_turns_give_way_to_a_summary_that_later_turns_use_again(
    chat: Conversation,
):
    fake = FakeClaude(said("They asked why."), said("So."))
    events = await ask(fake, request_for(chat, 15))
    summary, asked = fake.asked
    assert (summary.purpose, asked.purpose) == (Purpose.SUMMARY, Purpose.CHAT)
    assert summary.model == "claude-haiku-5-5"
    assert "Question 0" in str(summary.messages)
    assert "They asked why." in asked.messages[0]["content"][0]["text"]
    assert asked.messages[-1]["content"] == request_for(chat, 15).messages[-1]["content"]
    size = estimate.typical(list(asked.messages), MODEL)
    assert size < catalog.find(MODEL).window - 4_000
    assert [e.code for e in events if isinstance(e, Notice)] == ["summarising", "summarised"]
    assert text_of(events) == "So."

    again = await ask(fake, request_for(chat, 16))
    assert len(fake.asked) == 3, "the summary was made once"
    assert fake.asked[2].messages[: len(asked.messages) - 1] == asked.messages[:-1]
    assert not [e for e in again if isinstance(e, Notice)]
    row = await ContextCut.objects.aget()
    assert row.text == "They asked why."
    assert row.first_kept == 100 + row.turns


async def test_the_summary_rolls_on_from_the_one_before(chat: Conversation):
    fake = FakeClaude(said("First."), said("So."), said("Second."), said("So."))
    await ask(fake, request_for(chat, 15))
    await ask(fake, request_for(chat, 26))
    rolled = str(fake.asked[2].messages)
    assert "First." in rolled
    assert "Question 0:" not in rolled
    assert "Second." in str(fake.asked[3].messages[0])


async def test_pinned_messages_stay(chat: Conversation):
    fake = FakeClaude(said("Summary."), said("So."))
    await ask(fake, request_for(chat, 15, pinned=frozenset({100})))
    assert "Question 0:" in str(fake.asked[1].messages[0])


async def test_who_wants_no_summary_gets_none(chat: Conversation):
    fake = FakeClaude(said("So."))
    await ask(fake, request_for(chat, 15, summarises=False))
    (asked,) = fake.asked
    assert "left out" in str(asked.messages[0])


async def test_without_a_summary_the_answer_comes_all_the_same(chat: Conversation):
    fake = FakeClaude([errors.BudgetExceeded()], said("So."))
    assert text_of(await ask(fake, request_for(chat, 15))) == "So."
    assert "left out" in str(fake.asked[1].messages[0])


async def test_one_message_over_the_window_is_refused_with_figures():
    huge = ({"role": "user", "content": [{"type": "text", "text": "why " * 200_000}]},)
    fake = FakeClaude()
    with pytest.raises(errors.MessageOverWindow, match=r"Haiku 4\.5 reads at most 196,000"):
        await ask(fake, Request(model=MODEL, messages=huge, max_tokens=4_000))
    assert not fake.asked


async def test_prompt_too_long_trims_further_and_asks_once_more(chat: Conversation):
    fake = FakeClaude([errors.PromptTooLong()], said("Summary."), said("So."))
    events = await ask(fake, request_for(chat, 10))
    assert text_of(events) == "So."
    first, _summary, second = fake.asked
    assert len(second.messages) < len(first.messages)
    refusing = FakeClaude([errors.PromptTooLong()])
    with pytest.raises(errors.PromptTooLong):
        await ask(refusing, request_for(None, 10, summarises=False))
    assert len(refusing.asked) == 2


async def test_the_count_learns_from_what_claude_reports():
    counted = Usage(input=400_000, output=1, raw={"input_tokens": 400_000})
    request = request_for(None, 10)
    await ask(FakeClaude(said("So.", usage=counted)), request)
    learned = await Calibration.objects.aget(model=MODEL)
    assert learned.ratio == 2.0
    fake = FakeClaude(said("So."))
    await ask(fake, request.replace(summarises=False))
    assert len(fake.asked[0].messages) < len(request.messages)
