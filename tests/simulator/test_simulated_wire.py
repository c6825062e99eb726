"""The bytes on the wire: order, fields, headers, counts; and what is refused."""

import json
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[3] / "shared/recordings/corpus"
RECORDINGS = "ruby_chat_function_calling_anthropic_claude_haiku_4_5_can_use_tools_with_*"
MODEL = "claude-opus-4-8"
USER = {"role": "user", "content": "a"}
TOOL = {"name": "weather", "input_schema": {"type": "object", "properties": {}}}


def asking(said="Why do cats purr?", **options):
    messages = [{"role": "user", "content": said}]
    return {"model": MODEL, "max_tokens": 1_000, "messages": messages, **options}


def without(name):
    return {key: value for key, value in asking().items() if key != name}


async def test_events_come_in_the_order_of_the_api(raw):
    types = [event["type"] for event in await raw.events("Why do cats purr?")]
    assert types[:3] == ["message_start", "content_block_start", "ping"]
    assert types[-3:] == ["content_block_stop", "message_delta", "message_stop"]
    assert set(types[3:-3]) == {"content_block_delta"}


async def test_the_wire_is_padded_like_the_real_one(raw):
    _, headers, text = await raw.post(asking(stream=True))
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert text.startswith("event: message_start\ndata: {")
    assert text.endswith("}\n\n")
    assert any(line.endswith("  }") for line in text.splitlines())


async def test_usage_is_cumulative_and_repeats_the_input(raw):
    events = await raw.events("Why do cats purr?")
    start = events[0]["message"]["usage"]
    final = next(event["usage"] for event in events if event["type"] == "message_delta")
    assert final["input_tokens"] == start["input_tokens"]
    assert 0 < start["output_tokens"] < final["output_tokens"]


async def test_whole_and_streamed_answers_are_the_same(raw):
    _, _, body = await raw.post(asking())
    whole = json.loads(body)
    events = await raw.events("Why do cats purr?", max_tokens=1_000)
    text = "".join(e["delta"]["text"] for e in events if e["type"] == "content_block_delta")
    assert whole["content"] == [{"type": "text", "text": text}]
    final = next(event for event in events if event["type"] == "message_delta")
    assert whole["usage"]["output_tokens"] == final["usage"]["output_tokens"]


async def test_every_response_carries_its_ids_and_limits(raw):
    _, headers, _ = await raw.post(asking())
    assert headers["request-id"].startswith("req_01")
    assert headers["anthropic-organization-id"]
    for kind in ("requests", "tokens", "input-tokens", "output-tokens"):
        for part in ("limit", "remaining", "reset"):
            assert headers[f"anthropic-ratelimit-{kind}-{part}"]
    assert int(headers["anthropic-ratelimit-requests-remaining"]) == 999


async def test_an_error_carries_the_id_of_its_request(raw):
    status, headers, body = await raw.post(without("max_tokens"))
    assert status == 400
    assert json.loads(body) == {
        "type": "error",
        "error": {"type": "invalid_request_error", "message": "max_tokens: Field required"},
        "request_id": headers["request-id"],
    }
    assert headers["x-should-retry"] == "false"


REFUSED = [
    (without("model"), 400),
    (without("max_tokens"), 400),
    (without("messages"), 400),
    (asking(messages=[]), 400),
    (asking(""), 400),
    (asking([{"type": "text", "text": " "}]), 400),
    (asking(max_tokens=128_001), 400),
    (asking(temperature=1), 400),
    (asking(top_p=0.5), 400),
    (asking(top_k=5), 400),
    (asking(surprise=True), 400),
    (asking(model="claude-9"), 404),
    (asking(model="claude-opus-5-5", tools=[TOOL], tool_choice={"type": "any"}), 400),
    (asking(model="claude-opus-5-5", thinking={"type": "disabled"}), 400),
    (asking(thinking={"type": "enabled", "budget_tokens": 1024}), 400),
    (asking(messages=[USER, {"role": "assistant", "content": "b"}]), 400),
    (asking([{"type": "tool_result", "tool_use_id": "toolu_1", "content": "x"}]), 400),
    ([], 400),
    (b"{not json", 400),
]  # fmt: skip


@pytest.mark.parametrize(("body", "status"), REFUSED)
async def test_what_the_api_refuses_is_refused(raw, body, status):
    answered, _, text = await raw.post(body)
    assert answered == status
    assert json.loads(text)["error"]["message"]


async def test_a_body_over_32_mb_is_too_large(raw):
    status, _, body = await raw.post(b" " * (32 * 1024 * 1024 + 1))
    assert status == 413
    assert json.loads(body) == {
        "error": {"type": "request_too_large", "message": "Request exceeds the maximum size"}
    }


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"x-api-key": "wrong"}, 401),
        ({"authorization": "Bearer wrong"}, 401),
        ({"x-api-key": "any"}, 200),
        ({"authorization": "Bearer any"}, 200),
    ],
)
async def test_either_kind_of_key_opens_the_door(raw, headers, status):
    versioned = {**headers, "anthropic-version": "2026-10-21"}
    assert (await raw.post(asking(), headers=versioned))[0] == status


async def test_an_unknown_path_is_not_found(raw):
    status, _, body = await raw.post({}, path="/v1/nowhere")
    assert (status, json.loads(body)["error"]["type"]) == (404, "not_found_error")


async def test_counts_agree_with_usage(client, ask):
    messages = [{"role": "user", "content": "Please count me. 请数一数。" * 20}]
    counted = await client.messages.count_tokens(model=MODEL, messages=messages)
    reply = await ask(messages)
    assert counted.input_tokens == reply.usage.input_tokens
    older = await client.messages.count_tokens(model="claude-sonnet-4-5", messages=messages)
    assert older.input_tokens < counted.input_tokens


async def test_chinese_costs_about_a_token_a_character(client):
    async def count(text):
        messages = [{"role": "user", "content": text}]
        return (await client.messages.count_tokens(model=MODEL, messages=messages)).input_tokens

    assert await count("中" * 1_000) - await count("中" * 500) == 500
    assert await count("a" * 1_000) - await count("a" * 500) == 200


async def test_a_cached_prefix_is_written_once_and_then_read(ask):
    system = [{"type": "text", "text": "Be kind. " * 2_000, "cache_control": {"type": "ephemeral"}}]
    first = (await ask("One?", system=system)).usage
    assert first.cache_creation_input_tokens > 5_000
    assert first.cache_creation.ephemeral_5m_input_tokens == first.cache_creation_input_tokens
    second = (await ask("Two?", system=system)).usage
    assert second.cache_read_input_tokens == first.cache_creation_input_tokens
    assert second.cache_creation_input_tokens == 0
    assert second.input_tokens < 100


async def test_a_growing_conversation_reads_what_it_wrote_before(ask):
    automatic = {"type": "ephemeral", "ttl": "1h"}
    long = {"role": "user", "content": "Tell me about tea. " * 500}
    first = (await ask([long], cache_control=automatic)).usage
    assert first.cache_creation.ephemeral_1h_input_tokens > 1_000
    more = [long, {"role": "assistant", "content": "Tea."}, {"role": "user", "content": "More?"}]
    second = (await ask(more, cache_control=automatic)).usage
    assert second.cache_read_input_tokens == first.cache_creation_input_tokens
    assert 0 < second.cache_creation_input_tokens < 10


async def test_a_short_prefix_is_not_cached(ask):
    usage = (await ask("Short?", cache_control={"type": "ephemeral"})).usage
    assert usage.cache_creation_input_tokens == 0
    assert usage.cache_read_input_tokens == 0


async def test_models_describe_themselves(client):
    models = [model async for model in client.models.list(limit=5)]
    assert len({model.id for model in models}) == len(models) >= 15
    opus = next(model for model in models if model.id == "claude-opus-4-8")
    assert opus.display_name == "Claude Opus 4.8"
    assert (opus.max_input_tokens, opus.max_tokens) == (1_000_000, 128_000)
    assert opus.capabilities.thinking.types.adaptive.supported
    assert not opus.capabilities.thinking.types.enabled.supported
    one = await client.models.retrieve("claude-sonnet-4-5")
    assert (one.display_name, one.lifecycle) == ("Claude Sonnet 4.5", "deprecated")


def shape(value):
    """The key sets of an object, without the values."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items() if key not in ("input", "content")}
    return None


def shapes(events):
    """The shapes of each kind of event, by event, block or delta type."""
    found = {}
    for event in events:
        inner = event.get("content_block") or event.get("delta") or {}
        found.setdefault((event["type"], inner.get("type")), []).append(shape(event))
    return found


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared recordings are not on this machine")
async def test_events_have_the_shapes_of_recorded_ones(raw):
    recorded = {}
    for path in sorted(CORPUS.glob(RECORDINGS)):
        recording = json.loads(path.read_text(encoding="utf-8"))
        if recording["is_stream"] and recording["status"] == 200:
            lines = [line for line in recording["body"].splitlines() if line.startswith("data: ")]
            for key, found in shapes(json.loads(line[6:]) for line in lines).items():
                recorded.setdefault(key, []).extend(found)
    ours = shapes(await raw.events("/simulate tool", tools=[TOOL]))
    assert {("message_start", None), ("content_block_start", "tool_use")} <= recorded.keys()
    for key in ours.keys() & recorded.keys():
        assert all(each in recorded[key] for each in ours[key]), key
    assert ours.keys() >= recorded.keys()
