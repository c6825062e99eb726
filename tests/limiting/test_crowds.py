"""Who waits for a slot, in which order, what they are told, and that nobody leaks one."""

import asyncio
from random import Random

import pytest

from chatapp import limiting
from chatapp.claude import errors
from chatapp.claude.request import Purpose
from tests.fakes.claude import FakeClaude, collect, said, text_of
from tests.limiting.conftest import question, until


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
    for user in (2, 3):
        listen(stream, user_id=user, purpose=Purpose.TITLE)
    await until(lambda: len(limiting.gate().waiting) == 2)
    listen(stream, user_id=4)
    await until(lambda: len(limiting.gate().waiting) == 3)
    await serve(door, 3)
    assert door.order()[:2] == [1, 4]
    assert set(door.order()[2:]) == {2, 3}


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


@pytest.mark.parametrize("seed", range(3))
async def test_cancels_at_any_moment_leak_nothing(limited, settings, seed):
    settings.CLAUDE_CONCURRENT_REQUESTS = 7
    random, stream = Random(seed), limited(FakeClaude())

    async def impatient(user):
        task = asyncio.create_task(collect(stream, question(user_id=user)))
        for _ in range(random.randrange(60)):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})

    await asyncio.gather(*(impatient(number % 9) for number in range(150)))
    state = await limiting.state()
    assert (state.in_use, state.waiting) == (0, 0)
    assert not limiting.gate().held
    assert not limiting.gate().waiting
    assert text_of(await collect(stream, question())) == "Hello"
    assert sum(pool.in_use for pool in (await limiting.state()).pools) == 0
