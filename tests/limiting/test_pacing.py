"""What the headers tell is kept to: over real HTTP, with one key and with several."""

import asyncio
import time

import pytest
import redis
from django.utils.crypto import get_random_string

from chatapp import limiting
from chatapp.claude import errors
from chatapp.claude.headers import rate_limits
from chatapp.claude.request import RateLimits
from tests.claude.conftest import question
from tests.fakes import upstream, wire
from tests.fakes.claude import FakeClaude, collect, text_of
from tests.limiting.conftest import until
from tests.servers.process import free_port
from tests.servers.redis import private_redis


def told(requests, left, **more):
    """Headers of an answer."""
    names = {"requests-limit": requests, "requests-remaining": left}
    return {f"anthropic-ratelimit-{name}": str(value) for name, value in names.items()} | more


def answer(requests, left):
    return upstream.stream(*wire.reply("Hello"), headers=told(requests, left))


class Metered(FakeClaude):
    """A Claude with a real bucket: 60 requests a minute, of which three are left."""

    def __init__(self, clock):
        super().__init__()
        self.clock, self.level, self.at, self.refused = clock, 3.0, clock.ahead_seconds, 0

    async def __call__(self, request):
        self.level += self.clock.ahead_seconds - self.at
        self.at = self.clock.ahead_seconds
        self.level -= 1
        self.refused += self.level < 0
        async for event in super().__call__(request):
            request.trace.attempts[-1].rate_limits = RateLimits(
                {"requests": 60.0}, {"requests": max(0.0, self.level)}
            )
            yield event


async def test_a_burst_waits_here_instead_of_being_refused_there(limited, listen, clock):
    claude = Metered(clock)
    stream = limited(claude)
    await collect(stream, question())
    crowd = [listen(stream, user_id=user) for user in range(20)]
    await until(lambda: all(one.task.done() for one in crowd))
    assert all(text_of(one.events) == "Hello" for one in crowd)
    assert claude.refused == 0
    assert 17 <= clock.ahead_seconds <= 30
    (pool,) = (await limiting.state()).pools
    assert (pool.model_class, pool.limits["requests"]) == ("opus-4", 60)


async def test_a_429_stops_everybody_for_as_long_as_it_says(limited, transport_to, clock):
    no = upstream.error(429, "rate_limit_error", retry_after="20")
    async with upstream.upstream(no, upstream.stream(*wire.reply("Hello"))) as server:
        began = clock.ahead_seconds
        events = await collect(limited(transport_to(server.base_url)), question())
        assert text_of(events) == "Hello"
        assert 20 <= clock.ahead_seconds - began <= 24
    assert (await limiting.state()).upstream == {"limited": 1}


async def test_the_key_with_the_most_room_is_taken(limited, transport_to, settings):
    settings.ANTHROPIC_EXTRA_API_KEYS = {"second": get_random_string(12)}
    async with upstream.upstream(answer(1000, 100), answer(1000, 900)) as server:
        transport = transport_to(server.base_url, extra_keys=settings.ANTHROPIC_EXTRA_API_KEYS)
        stream = limited(transport)
        for _ in range(3):
            await collect(stream, question())
        used = [exchange.headers["authorization"] for exchange in server.exchanges]
    second = f"Bearer {settings.ANTHROPIC_EXTRA_API_KEYS['second']}"
    assert used == ["Bearer key", second, second]


async def test_a_key_without_money_rests_while_others_work(limited, transport_to, settings):
    settings.ANTHROPIC_EXTRA_API_KEYS = {"second": get_random_string(12)}
    code = "enforced_spend_limit_reached"
    spent = upstream.error(429, "rate_limit_error", error_code=code)
    async with upstream.upstream(spent, answer(1000, 1)) as server:
        transport = transport_to(server.base_url, extra_keys=settings.ANTHROPIC_EXTRA_API_KEYS)
        stream = limited(transport)
        with pytest.raises(errors.SpendLimitReached):
            await collect(stream, question())
        for _ in range(2):
            await collect(stream, question(deadline=time.monotonic() + 60))
        used = [exchange.headers["authorization"] for exchange in server.exchanges]
    assert used[0] == "Bearer key"
    assert set(used[1:]) == {f"Bearer {settings.ANTHROPIC_EXTRA_API_KEYS['second']}"}


def test_nonsense_in_headers_is_no_limit():
    for limit, left in (("0", "0"), ("-5", "1"), ("many", "1"), ("inf", "1"), ("9", "nan")):
        assert rate_limits(told(limit, left)) is None
    assert rate_limits({}) is None


@pytest.mark.redis
async def test_without_trouble_a_request_makes_two_calls_to_redis(
    limited, transport_to, settings, redis_url
):
    settings.REDIS_URL = redis_url
    async with upstream.upstream(answer(1000, 900)) as server:
        stream = limited(transport_to(server.base_url))
        await collect(stream, question())
        with redis.Redis.from_url(redis_url) as client:
            client.config_resetstat()
            for _ in range(5):
                await collect(stream, question())
            calls = client.info("commandstats")["cmdstat_evalsha"]["calls"]
    await limiting.close()
    assert calls == 10


@pytest.mark.redis
async def test_redis_that_goes_stops_nobody_and_is_shared_again_when_it_is_back(
    limited, transport_to, settings, tmp_path, caplog, clock, listen
):
    port = free_port()
    async with upstream.upstream(answer(1000, 900), upstream.never, answer(1000, 900)) as server:
        stream = limited(transport_to(server.base_url))
        with private_redis(tmp_path, port) as url:
            settings.REDIS_URL = url
            assert text_of(await collect(stream, question())) == "Hello"
            assert (await limiting.state()).is_shared
            hanging = listen(stream)
            await server.until(lambda server: len(server.exchanges) == 2)
        for _ in range(3):
            assert text_of(await collect(stream, question())) == "Hello"
        assert not (await limiting.state()).is_shared
        assert caplog.text.count("limits are kept per process") == 1
        with private_redis(tmp_path, port):
            clock.pass_seconds(2)
            await limiting.renew()
            state = await limiting.state()
            assert state.is_shared
            assert state.in_use == 1  # the one that was under way all along
            assert text_of(await collect(stream, question())) == "Hello"
            hanging.task.cancel()
            await asyncio.wait({hanging.task})
            assert (await limiting.state()).in_use == 0
            assert caplog.text.count("limits are shared again") == 1
    await limiting.close()
