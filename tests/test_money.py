"""Where the chat and its money meet: a dead process, the meter, the price before sending."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from billing import budgets, ledger
from billing.calls import Call
from billing.models import LedgerEntry, Reservation
from billing.prices import worst_case
from billing.sweep import sweep
from chatapp import money
from chatapp.models import Conversation, Message

pytestmark = pytest.mark.django_db
MODEL = "claude-opus-4-8"


@pytest.fixture
def alice():
    return User.objects.create_user("alice@example.com")


def test_a_reply_whose_process_died_costs_what_was_stored_of_it(alice):
    now = timezone.now()
    chat = Conversation.objects.create(owner=alice, active_at=now)
    content = [
        {"type": "thinking", "thinking": "hm " * 50},
        {"type": "text", "text": "word " * 100},
    ]
    reply = Message.objects.create(conversation=chat, role="assistant", content=content)
    bound = worst_case(MODEL, now, input_tokens=40, max_tokens=1000)
    call = Call(id=uuid.uuid4(), user_id=alice.pk, message_id=reply.pk)
    ledger.reserve(call, bound, lease_until=now - timedelta(seconds=1))
    sweep(None, money.charges_left_behind)
    booked = {entry.kind: entry for entry in LedgerEntry.objects.all()}
    assert booked["input"].quantity == 40
    assert 150 < booked["output"].quantity < 300
    assert all(entry.estimated for entry in booked.values())
    assert Reservation.objects.get().state == Reservation.State.SETTLED


def test_the_meter_shows_the_budget_that_is_used_most(alice):
    assert money.budgets(alice.pk) == []
    budgets.set_budget("user", alice.pk, limit_nano=2_000_000_000)
    (budget,) = money.budgets(alice.pk)
    assert (budget["limit_nano"], budget["spent_nano"], budget["percent"]) == (2_000_000_000, 0, 0)
    assert budget["renews_at"]


def test_the_page_gets_a_price_for_every_model_that_has_one():
    priced = money.prices(MODEL)
    assert priced
    assert [(band["from"], band["input"], band["output"]) for band in priced["bands"]] == [
        (0, 5_000, 25_000)
    ]
    assert money.prices("claude-unheard-of") is None
