"""A question in other words gets the kept answer, says so, and is watched for wrong ones."""

import json
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from chatapp import database
from chatapp.assistants.models import Assistant
from chatapp.caching import rules
from chatapp.caching.models import CacheRule, Hit, SimilarAnswer
from chatapp.caching.similar import candidates, feedback, learning
from chatapp.claude.middleware.cache import CacheMiddleware
from chatapp.claude.middleware.recording import RecordingMiddleware
from chatapp.claude.stack import build
from chatapp.conversations import begin_turn, regenerate
from chatapp.models import Message
from chatapp.ratings.rate import rate
from tests.claude.conftest import question
from tests.fakes import upstream
from tests.fakes.claude import FakeClaude, collect, said, text_of

pytestmark = pytest.mark.django_db(transaction=True)

ASKED, AGAIN = "How do I reset my password?", "Hi, how can I reset my password please?"


@pytest.fixture(autouse=True)
def _nothing_is_sampled(monkeypatch):
    monkeypatch.setattr(learning, "TRIAL_SHARE", 0.0)
    monkeypatch.setattr(learning, "SHADOW_SHARE", 0.0)


@pytest.fixture
async def alice():
    return await User.objects.acreate(email="alice@example.org")


@pytest.fixture
async def faq():
    assistant = await Assistant.objects.acreate(name="FAQ")
    await CacheRule.objects.acreate(assistant=assistant, similar=True, scope="everyone")
    return assistant


@pytest.fixture
def asks(alice, faq):
    """Asks one after the other; returns what was answered and the requests."""

    async def asks(claude, *texts, **fields):
        stream = build([RecordingMiddleware, CacheMiddleware], claude)
        given = {"user_id": alice.pk, "assistant_id": faq.pk, **fields}
        requests = [
            text if not isinstance(text, str) else question(text, **given) for text in texts
        ]
        return [text_of(await collect(stream, request)) for request in requests], requests

    return asks


async def test_the_answer_says_which_question_it_was_given_to(asks):
    claude = FakeClaude(said("Under Settings."))
    told, requests = await asks(claude, ASKED, AGAIN)
    assert told == ["Under Settings."] * 2
    assert len(claude.asked) == 1
    trace = requests[1].trace
    assert (trace.from_cache, trace.similar_to, trace.cost_nano) == ("similar", ASKED, 0)
    assert (await Hit.objects.aget()).tier == "similar"
    given = await SimilarAnswer.objects.aget()
    assert (given.is_given, given.verdict) == (True, "")


@pytest.mark.parametrize(
    "other",
    [{"model": "claude-opus-5"}, {"system": "Be brief."}, {"max_tokens": 101}, {"effort": "low"},
     {"tools": ({"name": "clock", "input_schema": {}},)}, {"fresh": True}, {"assistant_id": 7}],
    ids=str,
)  # fmt: skip
async def test_whatever_else_claude_is_told_must_be_the_same(asks, other):
    claude = FakeClaude(said("one"), said("two"))
    assert (await asks(claude, ASKED))[0] == ["one"]
    assert (await asks(claude, AGAIN, **other))[0] == ["two"]


def user(*blocks):
    return {"role": "user", "content": [*blocks]}


async def test_what_hangs_on_more_than_its_words_is_always_asked(asks, alice, faq):
    text = {"type": "text", "text": AGAIN}
    before = ({"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"})
    picture = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": ""}}
    claude = FakeClaude(said("one"), said("two"))
    await asks(claude, ASKED)
    for messages in ((*before, user(text)), (user(picture, text),), (user(text, text),)):
        asked = question(messages=messages, user_id=alice.pk, assistant_id=faq.pk)
        assert candidates.question_of(asked) == ""
        assert (await asks(claude, asked))[0] == ["two"]


async def test_a_question_with_something_personal_is_neither_kept_nor_answered(asks):
    claude = FakeClaude(said("one"), said("two"))
    private = "How do I write to [EMAIL-7K3Q9MX]?"
    assert (await asks(claude, private, "Hi, how can I write to [EMAIL-7K3Q9MX]?"))[0] == [
        "one",
        "two",
    ]


async def test_scopes_are_never_crossed(asks, alice):
    bob = await User.objects.acreate(email="bob@example.org")
    await CacheRule.objects.aupdate(scope="user")
    rules.forget()
    claude = FakeClaude(said("one"), said("two"))
    await asks(claude, ASKED)
    assert (await asks(claude, AGAIN, user_id=bob.pk))[0] == ["two"]
    assert (await asks(claude, AGAIN))[0] == ["one"]


async def test_it_is_off_unless_an_administrator_wants_it(asks):
    await CacheRule.objects.aupdate(similar=False)
    rules.forget()
    claude = FakeClaude(said("one"), said("two"))
    assert (await asks(claude, ASKED, AGAIN))[0] == ["one", "two"]


async def test_a_purge_forgets_the_questions_too(asks):
    claude = FakeClaude(said("one"), said("two"))
    await asks(claude, ASKED)
    await database.run(rules.purge, await CacheRule.objects.aget())
    assert (await asks(claude, AGAIN))[0] == ["two"]


async def test_the_list_of_questions_is_bounded(asks, monkeypatch):
    monkeypatch.setattr(candidates, "MOST", 3)
    claude = FakeClaude(said("one"))
    topics = ("my password", "your password", "an order", "a parcel")
    await asks(claude, *(f"How do I cancel {topic}?" for topic in topics))
    asked = question(ASKED, user_id=1, assistant_id=(await CacheRule.objects.aget()).assistant_id)
    plan = await database.run(rules.plan_for, asked)
    kept = [one[0] for one in await database.run(candidates._read, plan)]
    assert kept == [f"How do I cancel {topic}?" for topic in reversed(topics[1:])]


async def test_a_sample_is_asked_anyway_and_compared_until_the_tier_switches_itself_off(
    asks, monkeypatch
):
    monkeypatch.setattr(learning, "TRIAL_SHARE", 1.0)
    claude = FakeClaude(
        said("Yes, open the settings and press reset."),
        said("Yes: press reset in the settings you open."),
        said("No, that can't be done."),
    )
    told, requests = await asks(claude, ASKED, AGAIN)
    assert told[1].startswith("Yes:")
    assert requests[1].trace.from_cache == ""
    compared = await SimilarAnswer.objects.aget()
    assert (compared.is_given, compared.verdict, compared.judged_by) == (False, "right", "shadow")
    await asks(claude, *(f"{hello} {ASKED}" for hello in ("Hi,", "Hello,", "Hey,", "Please,")))
    assert await SimilarAnswer.objects.filter(verdict="wrong").aexists()
    rules.forget()
    await asks(claude, "Excuse me, " + ASKED)
    rule = await CacheRule.objects.aget()
    assert not rule.similar
    assert rule.similar_stopped_at is not None
    assert await database.run(feedback.standing_of, rule) is None
    rule.similar = True  # an administrator tries again: what was judged before counts no more
    await rule.asave()
    standing = await database.run(feedback.standing_of, rule)
    assert (standing.threshold, standing.judged) == (learning.START, 0)


async def test_thumbs_and_ask_anyway_judge_an_answer(alice, faq):
    begun = await database.run(
        lambda: begin_turn(alice.pk, "p", client_id=uuid4(), text=AGAIN, assistant=faq.pk)
    )
    reply = begun.reply["id"]
    await Message.objects.filter(pk=reply).aupdate(state="complete", ended_at=timezone.now())
    given = await SimilarAnswer.objects.acreate(message_id=reply, assistant_id=faq.pk, score=0.9)

    async def verdict():
        await given.arefresh_from_db()
        return given.verdict, given.judged_by

    await database.run(rate, alice.pk, reply, "up")
    assert await verdict() == ("right", "person")
    await database.run(rate, alice.pk, reply, "")
    assert await verdict() == ("", "")
    again = await database.run(lambda: regenerate(alice.pk, "p", client_id=uuid4(), message=reply))
    assert again.fresh
    assert await verdict() == ("wrong", "again")
    await database.run(rate, alice.pk, reply, "down")
    assert await verdict() == ("wrong", "person")


@pytest.mark.parametrize(
    ("judged", "threshold", "shown"),
    [
        ([], 0.8, False),
        ([(0.9, True)] * 150, 0.6, True),
        ([(0.9, True)] * 20, 0.8, False),
        ([(0.82, False)] * 9 + [(0.97, True)] * 150, 0.85, True),
        ([(0.9, False)] * 3, None, False),
        ([(0.9, False)] * 9 + [(0.9, True)] * 9, None, False),
    ],
)
def test_the_threshold_follows_the_judgements(judged, threshold, shown):
    standing = learning.standing(judged, allowed=0.05)
    assert (standing.threshold, standing.is_shown) == (threshold, shown)
    assert 0 <= standing.at_most <= 1


def test_the_bounds_are_those_of_clopper_and_pearson():
    assert learning.upper_bound(0, 59, 0.05) == pytest.approx(1 - 0.05 ** (1 / 59), abs=1e-6)
    assert learning.upper_bound(1, 10, 0.025) == pytest.approx(0.445016, abs=1e-5)
    assert learning.lower_bound(1, 10, 0.025) == pytest.approx(0.002529, abs=1e-5)
    assert learning.upper_bound(3, 3, 0.05) == learning.upper_bound(0, 0, 0.05) == 1.0


VECTORS = {"data": [{"embedding": [1.0, 0.0]}, {"embedding": [0.99, 0.1]}]}
BROKEN = {"data": [{"embedding": [1.0]}]}


@pytest.mark.parametrize(
    ("answer", "status", "told"),
    [(VECTORS, 200, "one"), (BROKEN, 200, "two"), ({}, 503, "two"), ("no JSON", 200, "two")],
)
async def test_an_embedding_provider_may_score_instead_and_its_failure_is_only_a_miss(
    asks, settings, answer, status, told
):
    claude = FakeClaude(said("one"), said("two"))
    reworded = "How do I choose a different password?"
    body = json.dumps(answer).encode()
    async with upstream.upstream(upstream.answer_of(status, body, **upstream.JSON)) as provider:
        settings.CLAUDE_CACHE_EMBEDDINGS_URL = f"{provider.base_url}/embeddings"
        settings.CLAUDE_CACHE_EMBEDDINGS_KEY = "key"
        assert (await asks(claude, ASKED, reworded))[0] == ["one", told]
        sent = json.loads(provider.exchanges[0].body)
        assert sent["input"] == [reworded, ASKED]
        assert (await asks(claude, "How do I unlock my password?"))[0] == ["two"]
        assert len(provider.exchanges) == 1, "a veto asks nobody"
