"""Alerts reach a mailbox or a webhook; a channel that fails is seen and disturbs nobody."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from billing import delivery, occasions
from billing.models import Alert, AlertChannel, AlertDelivery

pytestmark = pytest.mark.django_db
NOW = timezone.now()


class Receiver(HTTPServer):
    """A webhook's other end: keeps what came, answers what it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers = [200]
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), content))
        answers = self.server.answers
        self.send_response(answers.pop(0) if len(answers) > 1 else answers[0])
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def alert_over(kind: str, target: str = "", secret: str = "", user_id: int = 0) -> AlertDelivery:
    AlertChannel.objects.create(name=kind, kind=kind, target=target, secret=secret)
    if user_id:
        occasions.raise_once(
            "unusual", "user", user_id, "day", NOW.date(), facts={"spent": 5, "usual": 1}
        )
    else:
        occasions.price_missing("claude-next", NOW)
    return AlertDelivery.objects.get()


def test_a_webhook_gets_the_facts_signed_with_its_secret(receiver):
    waiting = alert_over("webhook", receiver.url, "s3cret")

    assert delivery.deliver(waiting.pk)

    [(headers, content)] = receiver.got
    assert json.loads(content)["kind"] == "price_missing"
    assert json.loads(content)["detail"] == "claude-next"
    signed = headers["X-Chatapp-Timestamp"].encode() + b"." + content
    expected = hmac.new(b"s3cret", signed, hashlib.sha256).hexdigest()
    assert headers["X-Chatapp-Signature"] == f"sha256={expected}"


def test_slack_gets_text_in_its_own_format(receiver):
    waiting = alert_over("slack", receiver.url)

    delivery.deliver(waiting.pk)

    [(_headers, content)] = receiver.got
    assert json.loads(content)["text"].startswith("*There is no price for claude-next*")


def test_the_person_concerned_is_told_in_their_own_language():
    ada = User.objects.create_user("ada@example.org", language="zh-hans")
    waiting = alert_over("person", user_id=ada.pk)

    delivery.deliver(waiting.pk)

    assert mail.outbox[0].to == ["ada@example.org"]
    assert "支出异常" in mail.outbox[0].subject


def test_several_addresses_get_one_letter():
    waiting = alert_over("email", "a@example.org, b@example.org,")

    delivery.deliver(waiting.pk)

    assert [letter.to for letter in mail.outbox] == [["a@example.org", "b@example.org"]]


def test_a_delivery_is_sent_once_however_often_it_is_asked_for(receiver):
    waiting = alert_over("webhook", receiver.url)

    assert delivery.deliver(waiting.pk)
    assert not delivery.deliver(waiting.pk)

    assert len(receiver.got) == 1


def test_a_failing_channel_is_visible_and_tried_again_with_growing_pauses(receiver):
    receiver.answers = [500, 503, 200]
    waiting = alert_over("webhook", receiver.url)

    pauses = []
    at = NOW
    for _ in range(2):
        assert not delivery.deliver(waiting.pk, at)
        waiting.refresh_from_db()
        pauses.append((waiting.due_at - at) // timedelta(seconds=1))
        assert waiting.pk not in delivery.due(at)
        at = waiting.due_at
    channel = AlertChannel.objects.exclude(kind="requests").get()
    assert pauses == [30, 60]
    assert (channel.failures, "503" in channel.last_error) == (2, True)

    assert delivery.due(at) == [waiting.pk]
    assert delivery.deliver(waiting.pk, at)
    channel.refresh_from_db()
    assert (channel.failures, channel.last_error) == (0, "")


def test_a_channel_that_never_answers_is_given_up_in_the_end(receiver):
    receiver.answers = [500]
    waiting = alert_over("webhook", receiver.url)

    for _ in range(delivery.MOST_TRIES + 3):
        delivery.deliver(waiting.pk)

    waiting.refresh_from_db()
    assert (waiting.state, len(receiver.got)) == ("failed", delivery.MOST_TRIES)


def test_a_webhook_that_sends_us_elsewhere_is_not_followed(receiver):
    receiver.answers = [302]
    waiting = alert_over("webhook", receiver.url)

    assert not delivery.deliver(waiting.pk)

    assert "302" in AlertChannel.objects.exclude(kind="requests").get().last_error


@pytest.mark.parametrize(
    ("kind", "target"), [("webhook", "file:///etc/passwd"), ("webhook", ""), ("email", " , ")]
)
def test_a_channel_that_can_never_work_fails_at_once(kind, target):
    waiting = alert_over(kind, target)

    assert not delivery.deliver(waiting.pk)

    waiting.refresh_from_db()
    assert waiting.state == "failed"


def test_what_a_dead_worker_was_sending_is_taken_over_later():
    waiting = alert_over("email", "a@example.org")
    AlertDelivery.objects.update(state="sending", due_at=NOW + timedelta(seconds=300))

    assert not delivery.deliver(waiting.pk, NOW)
    assert delivery.deliver(waiting.pk, NOW + timedelta(seconds=300))


def test_a_channel_that_is_off_gets_nothing_and_the_alert_is_still_there():
    AlertChannel.objects.create(name="off", kind="email", target="a@example.org", enabled=False)

    occasions.price_missing("claude-next", NOW)

    assert Alert.objects.exists()
    assert not AlertDelivery.objects.exists()
