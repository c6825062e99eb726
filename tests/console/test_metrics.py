"""What Prometheus reads: behind a token, about calls, never about what was said."""

import json
import logging
from io import StringIO

import pytest
from django.conf import settings as configured
from django.test import AsyncClient
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families
from pythonjsonlogger.json import JsonFormatter

from chatapp.claude import errors
from chatapp.claude.middleware.recording import RecordingMiddleware
from chatapp.claude.stack import build
from tests.claude.conftest import question
from tests.fakes.claude import FakeClaude, collect, said

TOKEN = "Bearer open sesame"
pytestmark = pytest.mark.django_db(transaction=True)


async def samples(client: AsyncClient) -> dict[str, float]:
    """Every sample of the page by its name and labels."""
    answer = await client.get(reverse("metrics"), headers={"Authorization": TOKEN})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {
        f"{sample.name}{sorted(sample.labels.values())}": sample.value
        for family in families
        for sample in family.samples
    }


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", "open sesame"])
def test_without_the_token_there_is_no_such_page(client, settings, given):
    settings.METRICS_TOKEN = "open sesame"
    assert client.get(reverse("metrics"), headers={"Authorization": given}).status_code == 404
    settings.METRICS_TOKEN = ""
    assert client.get(reverse("metrics"), headers={"Authorization": given}).status_code == 404


async def test_a_call_counts_once_by_its_ending(async_client, settings):
    settings.METRICS_TOKEN = "open sesame"
    claude = build([RecordingMiddleware], FakeClaude(said("Hello"), [errors.Overloaded()]))
    before = await samples(async_client)
    await collect(claude, question(model="m-7"))
    with pytest.raises(errors.Overloaded):
        await collect(claude, question(model="m-7"))
    after = await samples(async_client)
    risen = {name: value - before.get(name, 0) for name, value in after.items() if "m-7" in name}
    count = "gen_ai_client_operation_duration_seconds_count"
    assert risen[f"{count}['', 'chat', 'm-7']"] == 1
    assert risen[f"{count}['chat', 'm-7', 'overloaded']"] == 1
    assert not any("Hello" in name for name in after)


def test_a_line_of_the_log_is_one_json_object():
    form = configured.LOGGING["formatters"]["json"]
    formatter = JsonFormatter(
        form["format"], style=form["style"], rename_fields=form["rename_fields"]
    )
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter)
    record = logging.LogRecord("chatapp", logging.WARNING, "", 1, "line %s\n", ("two",), None)
    handler.handle(record)
    told = json.loads(written.getvalue())
    assert (told["level"], told["logger"], told["message"]) == ("WARNING", "chatapp", "line two\n")
