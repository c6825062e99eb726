"""Money around a request: set aside before, booked after, given back whatever happens."""

import asyncio

import pytest

from accounts.models import User
from billing import budgets
from billing.models import LedgerEntry, Reservation
from chatapp import claude, shielded
from chatapp.claude import errors
from chatapp.claude.events import Done, Notice, TextDelta, Usage
from chatapp.claude.middleware import budget
from chatapp.claude.middleware.budget import BudgetMiddleware
from chatapp.claude.middleware.retry import RetryMiddleware
from chatapp.claude.stack import build
from tests.fakes.claude import FakeClaude, collect, said

pytestmark = pytest.mark.django_db(transaction=True)

INPUT, OUTPUT = 5_000, 25_000  # nano-dollars per token of claude-opus-4-8
COST = 10 * INPUT + 7 * OUTPUT  # what `said` uses


def paid(claude, *inner):
    return build([BudgetMiddleware, *inner], claude)


@pytest.fixture
def alice():
    return User.objects.create_user("alice@example.com")


@pytest.fixture
def limit(alice):
    def limit(nano):
        budgets.set_budget("user", alice.pk, limit_nano=nano)

    return limit


def spent(user):
    standing = budgets.standings(user.pk, None)[0]
    assert standing.reserved_nano == 0
    return standing.spent_nano


async def stands(user):
    return await asyncio.to_thread(spent, user)


async def booked():
    entries = [entry async for entry in LedgerEntry.objects.order_by("id")]
    return {entry.kind: (entry.quantity, entry.amount_nano, entry.estimated) for entry in entries}


async def test_a_reply_is_booked_to_the_nano_dollar(ask, alice, limit):
    await asyncio.to_thread(limit, 10**9)
    asked = ask(user_id=alice.pk)
    await collect(paid(FakeClaude()), asked)
    assert asked.trace.cost_nano == COST
    assert await stands(alice) == COST
    assert await booked() == {
        "input": (10, 10 * INPUT, False),
        "output": (7, 7 * OUTPUT, False),
    }


async def test_what_does_not_fit_is_sent_with_a_shorter_reply_and_said_so(ask, alice, limit):
    await asyncio.to_thread(limit, 20_000_000)
    claude = FakeClaude()
    events = await collect(paid(claude), ask(user_id=alice.pk, max_tokens=8_000))
    (shortened,) = [event for event in events if isinstance(event, Notice)]
    assert shortened.code == "reply_shortened"
    assert claude.asked[0].max_tokens == shortened.facts["tokens"] < 8_000


async def test_an_empty_budget_is_refused_with_a_sentence_before_anything_is_sent(
    ask, alice, limit
):
    await asyncio.to_thread(limit, 1)
    claude = FakeClaude()
    with pytest.raises(errors.BudgetExceeded, match="your budget"):
        await collect(paid(claude), ask(user_id=alice.pk))
    assert not claude.asked
    assert await stands(alice) == 0


async def test_a_model_without_a_price_is_refused(ask, alice):
    with pytest.raises(errors.PriceMissing):
        await collect(paid(FakeClaude()), ask(user_id=alice.pk, model="claude-unheard-of"))


async def test_money_held_by_another_reply_is_waited_for(ask, alice, limit, clock):
    await asyncio.to_thread(limit, 4_000_000)
    held = asyncio.Event()
    stream = paid(FakeClaude([TextDelta(0, "fi"), held, *said("rst")], said("second")))
    async with stream(ask(user_id=alice.pk)) as first, stream(ask(user_id=alice.pk)) as second:
        assert await anext(first) == TextDelta(0, "fi")
        assert await anext(second) == Notice("waiting_for_budget")
        held.set()
        assert isinstance([event async for event in first][-1], Done)
        assert isinstance([event async for event in second][-1], Done)
    assert await stands(alice) == 2 * COST


async def test_a_stopped_reply_costs_its_input_and_what_was_received(ask, alice, limit):
    await asyncio.to_thread(limit, 10**9)
    begun = Usage(input=10, output=1, raw={"input_tokens": 10, "output_tokens": 1})
    claude = FakeClaude([begun, TextDelta(0, "word " * 100), TextDelta(0, "never read")])
    async with paid(claude)(ask(user_id=alice.pk)) as events:
        async for event in events:
            if isinstance(event, TextDelta):
                break
    entries = await booked()
    assert entries["input"] == (10, 10 * INPUT, False)
    quantity, amount, estimated = entries["output"]
    assert 100 < quantity < 200
    assert estimated
    assert await stands(alice) == 10 * INPUT + amount


async def test_a_request_that_never_reached_claude_costs_nothing(ask, alice, limit):
    await asyncio.to_thread(limit, 10**9)
    with pytest.raises(errors.ConnectionFailed):
        await collect(paid(FakeClaude([errors.ConnectionFailed()])), ask(user_id=alice.pk))
    assert await stands(alice) == 0
    assert await booked() == {}


async def test_a_failed_attempt_that_used_something_is_paid_like_the_one_that_worked(
    ask, alice, limit, clock
):
    await asyncio.to_thread(limit, 10**9)
    used = Usage(input=30, output=0, raw={"input_tokens": 30, "output_tokens": 0})
    claude = FakeClaude([used, errors.Overloaded()], said("Hello"))
    await collect(paid(claude, RetryMiddleware), ask(user_id=alice.pk))
    assert await stands(alice) == 30 * INPUT + COST


async def test_cancelling_at_any_moment_leaves_nothing_reserved(ask, alice, limit):
    await asyncio.to_thread(limit, 10**9)
    for turns_of_the_loop in range(0, 40, 3):
        stream = paid(FakeClaude([*said("Hello")[:2], asyncio.Event()]))
        task = asyncio.create_task(collect(stream, ask(user_id=alice.pk)))
        for _ in range(turns_of_the_loop):
            await asyncio.sleep(0)
        task.cancel()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await shielded.drained(10)
    assert not await Reservation.objects.filter(state=Reservation.State.OPEN).aexists()
    assert not budget.open_calls


async def test_a_crowd_gets_through_as_money_comes_back_and_nobody_overspends(
    ask, alice, limit, clock, settings
):
    """The budget is what twelve replies cost; each has to set a little more aside."""
    settings.CLAUDE_BUDGET_WAIT_SECONDS = 3600
    raw = {"input_tokens": 10, "output_tokens": 90}
    cost = 10 * INPUT + 90 * OUTPUT
    await asyncio.to_thread(limit, 12 * cost)
    stream = paid(FakeClaude(said("Hello", usage=Usage(input=10, output=90, raw=raw))))
    results = await asyncio.gather(
        *(collect(stream, ask(user_id=alice.pk)) for _ in range(20)), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, Exception)]
    assert {type(error) for error in refused} == {errors.BudgetExceeded}
    assert len(refused) in (8, 9)  # the twelfth finds its cost left, perhaps not its worst case
    assert await stands(alice) == (20 - len(refused)) * cost


LONG = "word " * 2_000


class Counting(FakeClaude):
    """Claude, who counts a prompt as the API does."""

    def __init__(self, counted: int | Exception) -> None:
        super().__init__()
        self.counted, self.counts = counted, 0

    async def count(self, request) -> int:
        self.counts += 1
        if isinstance(self.counted, Exception):
            raise self.counted
        return self.counted


@pytest.fixture
def counting(monkeypatch):
    def make(counted):
        fake = Counting(counted)
        monkeypatch.setattr(claude, "api", lambda: fake)
        return fake

    return make


async def test_a_long_input_that_seems_not_to_fit_is_counted_by_claude(ask, alice, limit, counting):
    """At most 6,524 tokens by the estimate, 2,000 by the count: only the latter fits."""
    await asyncio.to_thread(limit, 30_000_000)
    fake = counting(2_000)
    await collect(paid(fake), ask(LONG, user_id=alice.pk))
    assert (fake.counts, fake.asked[0].max_tokens) == (1, 100)


async def test_what_fits_is_not_counted(ask, alice, limit, counting):
    await asyncio.to_thread(limit, 10**9)
    fake = counting(2_000)
    await collect(paid(fake), ask(LONG, user_id=alice.pk))
    assert fake.counts == 0


@pytest.mark.parametrize("counted", [errors.Overloaded(), 60_000])
async def test_a_count_that_fails_or_is_higher_leaves_the_estimate(
    ask, alice, limit, counting, counted
):
    await asyncio.to_thread(limit, 30_000_000)
    fake = counting(counted)
    with pytest.raises(errors.BudgetExceeded):
        await collect(paid(fake), ask(LONG, user_id=alice.pk))
    assert not fake.asked
    assert await stands(alice) == 0
