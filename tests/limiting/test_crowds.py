"""Who waits for a slot, in which order, what they are told, and that nobody leaks one."""

import asyncio
from random import Random

import pytest

from accounts.models import User
from billing import budgets
from billing.models import Reservation
from chatapp import database, limiting, shielded
from chatapp.claude import errors
from chatapp.claude.middleware.budget import BudgetMiddleware, open_calls
from chatapp.claude.request import Purpose
from chatapp.claude.stack import build
from tests.fakes.claude import FakeClaude, collect, said, text_of
from tests.limiting.conftest import LAYERS, question, until


class Door(FakeClaude):
    """A Claude whose replies take until the test opens the door, one reply at a time."""

    def __init__(self):
        super().__init__()
        self.open = asyncio.Semaphore(0)

    async def __call__(self, request):
        self.asked.append(request)
        await self.open.acquire()
        for event in said(f"for {request.user_id}"):
            yield event

    def order(self):
        return [request.user_id for request in self.asked]


@pytest.fixture
def door(settings):
    settings.CLAUDE_CONCURRENT_REQUESTS = 1
    return Door()


async def serve(door, count):
    for _ in range(count):
        asked = len(door.asked)
        door.open.release()
        await until(lambda asked=asked: len(door.asked) > asked)


async def test_who_sends_many_waits_behind_who_sends_few(limited, door, listen, clock):
    stream = limited(door)
    crowd = [listen(stream, user_id=1) for _ in range(12)]
    await until(lambda: len(limiting.gate().waiting) == 11)
    few = [listen(stream, user_id=user) for user in (2, 3, 2, 3)]
    await until(lambda: len(limiting.gate().waiting) == 15)
    await serve(door, 8)
    assert sorted(door.order()[:4]) == [1, 1, 2, 3]
    assert sorted(door.order()[:9]) == [1, 1, 1, 1, 1, 2, 2, 3, 3]
    assert crowd[-1].notices("queued")
    assert not any(one.error for one in [*few, *crowd])


async def test_people_go_before_what_runs_in_the_background(limited, door, listen, clock):
    stream = limited(door)
    listen(stream, user_id=1)
    await until(lambda: door.asked)
    for user, purpose in ((2, Purpose.TITLE), (3, Purpose.LONG_TEXT)):
        listen(stream, user_id=user, purpose=purpose)
    await until(lambda: len(limiting.gate().waiting) == 2)
    for user, purpose in ((4, Purpose.CHAT), (5, Purpose.SUMMARY)):  # somebody waits for both
        listen(stream, user_id=user, purpose=purpose)
    await until(lambda: len(limiting.gate().waiting) == 4)
    await serve(door, 4)
    assert set(door.order()[1:3]) == {4, 5}
    assert set(door.order()[3:]) == {2, 3}


async def test_the_background_leaves_a_fifth_of_the_slots_alone(limited, door, listen, settings):
    settings.CLAUDE_CONCURRENT_REQUESTS = 5
    stream = limited(door)
    for user in range(8):
        listen(stream, user_id=user, purpose=Purpose.TITLE)
    await until(lambda: len(door.asked) == 4 and len(limiting.gate().waiting) == 4)
    person = listen(stream, user_id=99)
    await until(lambda: len(door.asked) == 5)
    assert person.request.trace.queued_ms < 1000


async def test_a_person_has_so_many_slots_and_others_pass_by(limited, door, listen, settings):
    settings.CLAUDE_CONCURRENT_REQUESTS, settings.CLAUDE_CONCURRENT_PER_USER = 10, 2
    stream = limited(door)
    for user in (1, 1, 1, 1, 2):
        listen(stream, user_id=user)
    await until(lambda: len(door.asked) == 3 and len(limiting.gate().waiting) == 2)
    assert sorted(door.order()) == [1, 1, 2]


async def test_a_full_line_refuses_at_once_and_politely(limited, door, listen, settings):
    settings.CLAUDE_QUEUE_LENGTH, settings.CLAUDE_QUEUE_PER_USER = 3, 2
    stream = limited(door)
    for user in (1, 2, 2):
        listen(stream, user_id=user)
    await until(lambda: len(limiting.gate().waiting) == 2)
    greedy = listen(stream, user_id=2)
    await until(lambda: greedy.error)
    listen(stream, user_id=3)
    await until(lambda: len(limiting.gate().waiting) == 3)
    late = listen(stream, user_id=4)
    await until(lambda: late.error)
    for refused in (greedy.error, late.error):
        assert type(refused) is errors.TooBusy
        assert "Your text is kept" in str(refused)
    assert len(limiting.gate().waiting) == 3


async def test_nobody_waits_for_ever(limited, door, listen, settings, clock):
    settings.CLAUDE_QUEUE_SECONDS = 30
    stream = limited(door)
    listen(stream, user_id=1)
    await until(lambda: door.asked)
    late = listen(stream, user_id=2)
    await until(lambda: late.error)
    assert type(late.error) is errors.TooBusy
    assert clock.ahead_seconds >= 30
    assert not limiting.gate().waiting


async def test_people_are_told_their_place_and_may_leave_it(limited, door, listen, clock):
    stream = limited(door)
    listen(stream, user_id=1)
    waiting = [listen(stream, user_id=user) for user in (2, 3, 4)]
    last = waiting[-1]
    await until(lambda: last.notices("queued"))
    assert last.notices("queued")[-1]["ahead"] == 2
    waiting[0].task.cancel()
    await until(lambda: last.notices("queued")[-1]["ahead"] == 1)
    assert (await limiting.state()).waiting == 2


MOMENTS = (
    lambda trace: trace.call_id in open_calls,
    lambda trace: True,
    lambda trace: trace.call_id.hex in limiting.gate().waiting,
    lambda trace: trace.call_id.hex in limiting.gate().held,
)
"""Its money set aside, just asked, in the line, or with a slot."""


@pytest.mark.django_db(transaction=True)
async def test_a_thousand_cancels_at_any_moment_leak_nothing(limited, settings):
    settings.CLAUDE_CONCURRENT_REQUESTS = 7
    random, free = Random("cancels"), limited(FakeClaude())
    paid = build([BudgetMiddleware, *LAYERS], FakeClaude())  # slow, so a tenth goes that way
    person = await User.objects.acreate(email="impatient@example.org")
    await database.run(lambda: budgets.set_budget("user", person.pk, limit_nano=10**15))

    async def impatient(times):
        for number in range(times):
            asked = question(user_id=person.pk)
            task = asyncio.create_task(collect(free if number % 10 else paid, asked))
            moment, rest = random.choice(MOMENTS[number % 10 > 0 :]), random.randrange(4)
            await until(lambda m=moment, one=asked.trace, done=task.done: m(one) or done())
            for _ in range(rest):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait({task})

    await asyncio.gather(*(impatient(50) for _ in range(20)))
    await shielded.drained(30)
    state = await limiting.state()
    assert (state.in_use, state.waiting) == (0, 0)
    assert not limiting.gate().held
    assert not limiting.gate().waiting
    assert not open_calls
    assert sum(pool.in_use for pool in state.pools) == 0
    (standing,) = await database.run(budgets.standings, person.pk, None)
    assert standing.reserved_nano == 0
    assert await Reservation.objects.acount() > 50
    assert text_of(await collect(paid, question(user_id=person.pk))) == "Hello"
