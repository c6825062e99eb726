"""Whatever people do to a conversation, in whatever order: its tree stays whole."""

import itertools
import uuid
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatapp import conversations
from chatapp.conversations import Outcome, Problem
from chatapp.models import Conversation, Message

ACTS = ("ask", "edit", "again", "continue", "delete", "look", "end", "fail", "cut")
EXPECTED = {"", "turn_running", "branch_moved", "not_found", "not_answerable"}
TEXT = [{"type": "text", "text": "so it is"}]
ENDINGS = {
    "end": Outcome(state="complete", content=TEXT, stop_reason="end_turn"),
    "fail": Outcome(state="failed", error_code="overloaded"),
    "cut": Outcome(state="interrupted", content=TEXT, error_code="stream_cut"),
}


class Owner:
    """Acts on one conversation as the page does, at places that chance chooses."""

    def __init__(self, user_id: int) -> None:
        self.user_id = user_id
        self.chat = self.new()

    def new(self) -> uuid.UUID:
        begun = conversations.begin_turn(self.user_id, "p", client_id=uuid.uuid4(), text="Why?")
        return uuid.UUID(begun.conversation["id"])

    def act(self, name: str, chance: int) -> None:
        messages = list(Message.objects.filter(conversation=self.chat))
        chosen = messages[chance % len(messages)]
        once: dict[str, Any] = {"client_id": uuid.uuid4()}
        place: dict[str, Any] = {"conversation": self.chat, "text": f"And {chance}?"}
        match name:
            case "ask":
                parent = conversations.open_branch(self.user_id, self.chat)["messages"][-1]["id"]
                conversations.begin_turn(self.user_id, "p", parent=parent, **place, **once)
            case "edit" if chosen.role == Message.Role.USER:
                above = chosen.parent_id
                conversations.begin_turn(
                    self.user_id, "p", parent=above, branch=True, **place, **once
                )
            case "again":
                conversations.regenerate(self.user_id, "p", message=chosen.pk, **once)
            case "continue":
                conversations.continue_turn(self.user_id, "p", message=chosen.pk, **once)
            case "look":
                conversations.open_branch(self.user_id, self.chat, leaf=chosen.pk)
            case "delete":
                pruned = conversations.delete_branch(self.user_id, self.chat, chosen.pk)
                assert not Message.objects.filter(pk__in=[chosen.pk, pruned.message]).exists()
                if pruned.conversation.get("deleted"):
                    assert not Message.objects.filter(conversation=self.chat).exists()
                    self.chat = self.new()
            case "end" | "fail" | "cut":
                for reply in messages:
                    conversations.finish_turn(reply.pk, ENDINGS[name])


def whole(user_id: int, chat: uuid.UUID) -> None:
    """Every message is reached from a root, sides alternate, no question stays without a reply."""
    messages = {message.pk: message for message in Message.objects.filter(conversation=chat)}
    below: dict[int | None, list[Message]] = {}
    for message in messages.values():
        below.setdefault(message.parent_id, []).append(message)
        parent = messages[message.parent_id] if message.parent_id is not None else None
        assert parent is None or parent.pk < message.pk
        assert message.role != (parent.role if parent else Message.Role.ASSISTANT)
    for message in messages.values():
        children = below.get(message.pk, [])
        assert children or message.role == Message.Role.ASSISTANT
        empty = [m for m in children if m.state == Message.State.FAILED and not m.content]
        assert len(empty) <= 1, "failed attempts pile up"
    head = Conversation.objects.get(pk=chat).head_id
    assert head in messages
    shown = conversations.open_branch(user_id, chat)["messages"]
    assert shown[0]["parent"] is None
    assert not below.get(shown[-1]["id"])
    for before, after in itertools.pairwise(shown):
        assert after["parent"] == before["id"]
    for message in shown:
        assert message["siblings"] == [m.pk for m in below[message["parent"]]]


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 40)), max_size=25))
def test_the_tree_stays_whole(acts: list[tuple[str, int]]):
    owner, _ = get_user_model().objects.get_or_create(email="alice@example.com")
    hers = Owner(owner.pk)
    for name, chance in acts:
        refused = ""
        try:
            hers.act(name, chance)
        except Problem as problem:
            refused = problem.code
        assert refused in EXPECTED
        whole(owner.pk, hers.chat)
    Conversation.objects.all().delete()
