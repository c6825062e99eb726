"""A thousand planted secrets: none in what goes over the wire, nor in what this site keeps."""

import json
import logging
import random
import re

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import caches
from django.utils import timezone

from accounts.models import User
from billing import alerts, budgets, delivery
from billing.models import AlertChannel, LedgerEntry
from chatapp import claude, database
from chatapp.alarms import watching
from chatapp.alarms.conditions import Gate
from chatapp.caching import rules
from chatapp.caching.models import CacheRule
from chatapp.models import ClaudeCall
from chatapp.monitoring import meters
from chatapp.redaction import policy
from chatapp.redaction.folding import Folded
from tests.billing.test_delivery import receiver
from tests.claude.conftest import question as ask
from tests.claude.test_door import answered_by, door
from tests.fakes import upstream, wire
from tests.fakes.claude import collect, text_of
from tests.redaction.variants import MAKERS, spelled

__all__ = ["door", "receiver"]

pytestmark = pytest.mark.django_db(transaction=True)

REQUESTS, EACH = 20, 50
KEPT_FOR_OWNERS = {"redaction_hiddenvalue"}  # sealed: tests/redaction/test_requests.py


def bare(text):
    """Only what counts of a text, so that no spelling hides a value."""
    return re.sub(r"[^0-9a-z@]", "", Folded(text).text.lower())


def planted(rng):
    pairs = [spelled(rng, rng.choice(list(MAKERS))) for _ in range(EACH)]
    return [value for _, value, _ in pairs], "\n\n".join("".join(pair) for pair in pairs)


def asking(number, text, name):
    """A text as somebody brings it: in a message, a file, an assistant's instructions."""
    match number % 4:
        case 0:
            return {"text": "Hello", "system": text}
        case 1:
            source = {"type": "text", "media_type": "text/plain", "data": text}
            file = {"type": "document", "source": source, "title": f"{name} .txt", "context": text}
            return {"messages": ({"role": "user", "content": [file]},)}
    return {"text": text}


def letters(receiver):
    """What e-mail and webhooks say once the money and the patience run out."""
    now = timezone.now()
    AlertChannel.objects.create(name="mail", kind="email", target="boss@here.test")
    AlertChannel.objects.create(name="hook", kind="webhook", target=receiver.url)
    alerts.look_at_all(now)
    watching.look_now(Gate(("claude-opus-4-8",), waiting=99), now)
    sent = [delivery.deliver(waiting) for waiting in delivery.due()]
    assert len(sent) >= 4
    assert all(sent)
    return "\n".join(
        [f"{letter.subject}\n{letter.body}" for letter in mail.outbox]
        + [f"{head}\n{body.decode()}" for head, body in receiver.got]
    )


def rows():
    """Everything in the database, as text."""
    dumped = []
    for model in apps.get_models():
        if model._meta.db_table not in KEPT_FOR_OWNERS:
            dumped += [str(values) for values in model._default_manager.values_list()]
    return "\n".join(dumped)


def cached():
    """Everything in this process's cache, as text."""
    store = getattr(caches["default"], "_cache", {})
    return "\n".join(bytes(value).decode("utf-8", "replace") for value in store.values())


async def test_no_planted_secret_in_any_spelling_is_sent_or_kept(door, caplog, settings, receiver):
    settings.CLAUDE_CACHE_SECONDS = 600
    caplog.set_level(logging.DEBUG)
    policy.forget()
    rng = random.Random("planted")
    person = await User.objects.acreate(email="someone@here.test")
    await CacheRule.objects.acreate(similar=True)
    await database.run(lambda: budgets.set_budget("user", person.pk, limit_nano=1, hard=False))
    rules.forget()
    secrets, sent = [], b""
    answers = [upstream.stream(*wire.reply("Noted. [EMAIL-0000000]"))] * (2 * REQUESTS)
    counted = upstream.answer_of(200, json.dumps({"input_tokens": 5}).encode(), **upstream.JSON)
    async with upstream.upstream(*answers, counted) as server:
        answered_by(door, server.base_url)
        for number in range(REQUESTS):
            values, text = planted(rng)
            secrets += values
            asked = ask(user_id=person.pk, **asking(number, text, values[0]))
            assert text_of(await collect(claude.stream, asked)) == "Noted. [EMAIL-0000000]"
            short = ask(f"How do I pay bill {number} with {values[0]} ?", user_id=person.pk)
            assert text_of(await collect(claude.stream, short)).startswith("Noted.")
        assert await claude.count(ask("\n\n".join(secrets[:EACH]), user_id=person.pk)) == 5
        sent = b"\n".join(
            e.head.encode() + str(e.headers).encode() + e.body for e in server.exchanges
        )
        await claude.close()
    assert len(secrets) == REQUESTS * EACH
    assert "answer:" in " ".join(getattr(caches["default"], "_cache", {}))
    bodies = sent.decode().encode().decode("unicode_escape", "replace")
    assert await ClaudeCall.objects.acount() == 2 * REQUESTS
    assert await LedgerEntry.objects.acount() > 0
    for name, text in {
        "the wire": sent.decode() + bodies,
        "the log": caplog.text,
        "the database": await database.run(rows),
        "the cache": cached(),
        "the metrics": meters.page().decode(),
        "the letters": await database.run(letters, receiver),
    }.items():
        found = bare(text)
        leaked = [value for value in secrets if bare(value) in found]
        assert not leaked, f"in {name}: {len(leaked)}, such as {leaked[:3]}"
