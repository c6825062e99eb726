"""A model that fails: no avalanche, one attempt looks, the crowd comes back slowly."""

import asyncio
import time

import pytest

from chatapp import limiting
from chatapp.claude import errors
from chatapp.claude.events import Done
from tests.claude.conftest import question
from tests.fakes.claude import FakeClaude, collect, said, text_of
from tests.limiting.conftest import until

MODEL = "claude-opus-4-8"


class Weather(FakeClaude):
    """A Claude that fails while `storm` says so; `when` each attempt was made, by the clock."""

    def __init__(self, clock, error=errors.Overloaded):
        super().__init__(said("Hello"))
        self.storm, self.error, self.clock, self.when = True, error, clock, []

    async def __call__(self, request):
        self.when.append(self.clock.ahead_seconds)
        self.script = ([self.error()],) if self.storm else (said("Hello"),)
        async for event in super().__call__(request):
            yield event


@pytest.fixture
def weather(clock):
    return Weather(clock)


async def fail(stream, count, **fields):
    for _ in range(count):
        with pytest.raises(errors.ClaudeError):
            await collect(stream, question(**fields))


async def break_down(stream):
    """Fails until the breaker opens: chance decides how many retries fall into its window."""
    for _ in range(20):
        await fail(stream, 1)
        if await breaker() == "open":
            return
    pytest.fail("The breaker did not open.")


async def breaker():
    return (await limiting.state()).breakers[MODEL].word


async def test_retries_add_a_tenth_to_the_load_and_no_more(limited, weather, settings):
    weather.error = errors.RateLimited  # which no breaker ends
    stream = limited(weather)
    began = time.monotonic()
    await fail(stream, 120)
    trickle = (time.monotonic() - began) * 0.5
    assert len(weather.when) <= 120 * 1.1 + 20 + trickle + 1


async def test_failures_open_the_breaker_and_people_are_told_at_once(
    limited, weather, settings, listen
):
    settings.CLAUDE_OUTAGE_SECONDS = 4
    stream = limited(weather)
    await break_down(stream)
    asked = len(weather.when)
    late = listen(stream)
    await until(lambda: late.notices("claude_down"))
    assert len(weather.when) == asked
    await until(lambda: late.error)
    assert isinstance(late.error, errors.ClaudeDown | errors.Overloaded)
    assert (await limiting.state()).down == [MODEL]


async def test_one_attempt_looks_whether_it_is_back_then_the_rest_follow_on_a_ramp(
    limited, weather, settings, listen
):
    settings.CLAUDE_OUTAGE_SECONDS = settings.CLAUDE_QUEUE_SECONDS = 1000
    stream = limited(weather)
    await break_down(stream)
    crowd = [listen(stream, user_id=user) for user in range(30)]
    await until(lambda: all(one.events or one.task.done() for one in crowd))
    crowd = [one for one in crowd if not one.task.done()]  # but who looked, and met the storm
    assert len(crowd) >= 28
    before, weather.storm = len(weather.when), False
    await until(lambda: all(one.task.done() for one in crowd))
    assert all(text_of(one.events) == "Hello" for one in crowd)
    _probe, *followed = weather.when[before:]
    assert len(followed) == len(crowd) - 1
    second = [at for at in followed if at < followed[0] + 1]
    assert len(second) <= 10  # 5 a second, doubling
    assert await breaker() in ("ramping", "closed")


async def test_a_probe_that_is_stopped_makes_room_for_another(limited, weather, settings, listen):
    settings.CLAUDE_OUTAGE_SECONDS = settings.CLAUDE_QUEUE_SECONDS = 1000
    stream = limited(weather)
    await break_down(stream)
    hanging = asyncio.Event()
    weather.storm = False
    weather.clock.pass_seconds(10)
    real, weather.__class__ = Weather, type("Hanging", (Weather,), {"__call__": hang(hanging)})
    probe = listen(stream)
    await until(lambda: hanging.is_set())
    weather.__class__ = real
    other = listen(stream)
    await until(lambda: other.notices("claude_down"))
    probe.task.cancel()
    await until(lambda: other.task.done())
    assert text_of(other.events) == "Hello"


def hang(reached):
    async def call(self, request):
        reached.set()
        await asyncio.Event().wait()
        yield

    return call


async def test_what_the_api_refuses_for_good_opens_nothing(limited, weather):
    weather.error = errors.InvalidRequest
    await fail(limited(weather), 30)
    assert await breaker() == "closed"


async def test_an_overloaded_model_gives_way_to_the_fallback_model(limited, weather, listen):
    class Busy(Weather):
        async def __call__(self, request):
            self.storm = request.model == MODEL
            async for event in super().__call__(request):
                yield event

    busy = Busy(weather.clock)
    one = listen(limited(busy), fallback_model="claude-haiku-4-5", max_tokens=90_000)
    await until(lambda: one.task.done())
    assert text_of(one.events) == "Hello"
    assert isinstance(one.events[-1], Done)
    assert [request.model for request in busy.asked] == [MODEL, MODEL, "claude-haiku-4-5"]
    assert busy.asked[-1].max_tokens == 64_000
    assert one.notices("fallback_model") == [{"model": "Haiku 4.5"}]


async def test_a_model_that_is_down_gives_way_without_being_asked(limited, weather, listen):
    stream = limited(weather)
    await break_down(stream)
    weather.storm, asked = False, len(weather.asked)
    one = listen(stream, fallback_model="claude-haiku-4-5")
    await until(lambda: one.task.done())
    assert text_of(one.events) == "Hello"
    assert [request.model for request in weather.asked[asked:]] == ["claude-haiku-4-5"]
    assert (await limiting.state()).in_use == 0
