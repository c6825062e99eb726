"""Which models people may have: what the API lists, as far as it has a price."""

import uuid
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from pytest_django import Settings

from chatapp import claude, conversations, keeper, offer, shielded
from chatapp.claude import catalog
from chatapp.conversations import Outcome
from chatapp.models import Conversation, Message
from chatapp.problems import Problem

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_learned() -> Iterator[None]:
    yield
    catalog.forget()


@pytest.fixture
async def api(settings: Settings):
    """The simulator, asked anew by this test's settings."""
    await claude.close()
    yield settings
    await claude.close()


def described(name: str, **more: object) -> dict[str, object]:
    return {"id": name, "display_name": f"Claude {name}", "lifecycle": "active", **more}


async def test_the_keeper_asks_the_api_and_old_models_are_not_offered_to_newcomers(api: Settings):
    await keeper.look_up_models()
    await shielded.drained(20)
    names = {model.name for model in catalog.offered()}
    assert {"Sonnet 5.5", "Mythos 5.2", "Haiku 4.5"} <= names
    assert "Sonnet 4.5" not in names
    assert catalog.find("claude-haiku-4-5-20251001").id == "claude-haiku-4-5"
    assert not catalog.find("claude-haiku-4-5").thinks


def test_a_model_without_a_price_is_not_offered():
    catalog.learn([described("claude-opus-5-5"), described("claude-riddle-9")])
    assert [model["id"] for model in offer.models()] == ["claude-sonnet-5-5", "claude-opus-5-5"]
    assert not offer.has("claude-riddle-9")
    with pytest.raises(Problem, match="unknown_model"):
        offer.choose("claude-riddle-9")


def test_the_newest_of_each_line_comes_before_the_earlier_ones():
    offered = {model["id"]: model["earlier"] for model in offer.models()}
    assert not offered["claude-opus-5-5"]
    assert offered["claude-opus-5"]
    assert offered["claude-sonnet-4-6"]


@pytest.mark.parametrize(
    "nonsense",
    [[], [{}], [{"id": None}], [{"id": 7}], [described("claude-opus-5", lifecycle="retired")]],
)
def test_nonsense_leaves_the_list_as_it_was(nonsense: list[dict[str, object]]):
    before = catalog.offered()
    catalog.learn(nonsense)
    assert catalog.offered() == before


def test_limits_that_are_no_numbers_are_not_believed():
    catalog.learn([described("claude-opus-5-5", max_tokens="many", max_input_tokens=-1)])
    assert catalog.find("claude-opus-5-5").max_output == 128_000


def test_going_on_takes_another_model_when_the_old_one_is_gone():
    owner = get_user_model().objects.create_user("alice@example.com")
    begun = conversations.begin_turn(
        owner.pk, "p", client_id=uuid.uuid4(), text="Why?", model="claude-opus-5"
    )
    text = [{"type": "text", "text": "Because"}]
    conversations.finish_turn(begun.reply["id"], Outcome(state="stopped", content=text))
    catalog.learn([described("claude-haiku-5-5")])
    again = conversations.continue_turn(
        owner.pk, "p", client_id=uuid.uuid4(), message=begun.reply["id"]
    )
    assert again.asking.model == "claude-sonnet-5-5"
    assert Message.objects.filter(continues=True).count() == 1
    assert Conversation.objects.get().model == "claude-sonnet-5-5"
