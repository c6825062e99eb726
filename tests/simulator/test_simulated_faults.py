"""Every failure on request reaches the SDK as the error class that the real one raises."""

import anthropic
import httpx2
import pytest

HTTP_ERRORS = [
    ("400", anthropic.BadRequestError, "invalid_request_error"),
    ("400 credit", anthropic.BadRequestError, "invalid_request_error"),
    ("401", anthropic.AuthenticationError, "authentication_error"),
    ("402", anthropic.PaymentRequiredError, "billing_error"),
    ("403", anthropic.PermissionDeniedError, "permission_error"),
    ("404", anthropic.NotFoundError, "not_found_error"),
    ("413", anthropic.ContentTooLargeError, "request_too_large"),
    ("429", anthropic.RateLimitError, "rate_limit_error"),
    ("500", anthropic.InternalServerError, "api_error"),
    ("503", anthropic.ServiceUnavailableError, "api_error"),
    ("529", anthropic.OverloadedError, "overloaded_error"),
]


@pytest.mark.parametrize(("command", "error_class", "error_type"), HTTP_ERRORS)
async def test_an_http_error_arrives_as_its_class(ask, command, error_class, error_type):
    with pytest.raises(error_class) as caught:
        await ask(f"/simulate {command}")
    assert type(caught.value) is error_class
    assert caught.value.type == error_type


async def test_a_rate_limit_says_when_to_come_back(ask):
    with pytest.raises(anthropic.RateLimitError) as caught:
        await ask("/simulate 429 30")
    assert caught.value.response.headers["retry-after"] == "30"
    assert caught.value.response.headers["x-should-retry"] == "true"


@pytest.mark.parametrize(
    ("kind", "code", "comes_back"),
    [
        ("spend", "enforced_spend_limit_reached", False),
        ("contract", "contract_spend_limit_reached", False),
        ("ramp", "ramp_limit_exceeded", True),
        ("bare", None, False),
    ],
)
async def test_kinds_of_429_are_told_apart_by_their_code(ask, kind, code, comes_back):
    with pytest.raises(anthropic.RateLimitError) as caught:
        await ask(f"/simulate 429 {kind}")
    assert caught.value.error_code == code
    assert ("retry-after" in caught.value.response.headers) is comes_back


async def listen(client, command, heard):
    """Adds the pieces of text to `heard` for as long as the stream lasts."""
    question = {"role": "user", "content": f"/simulate {command}"}
    stream = client.messages.stream(model="claude-opus-4-8", max_tokens=500, messages=[question])
    async with stream as events:
        async for piece in events.text_stream:
            heard.append(piece)


@pytest.mark.parametrize(("command", "has_text"), [("overload", False), ("overload late", True)])
async def test_overload_inside_a_stream_has_status_200(client, command, has_text):
    heard = []
    with pytest.raises(anthropic.APIStatusError) as caught:
        await listen(client, command, heard)
    assert caught.value.status_code == 200
    assert caught.value.type == "overloaded_error"
    assert bool(heard) is has_text


async def test_a_cut_connection_breaks_the_stream_after_some_text(client):
    heard = []
    with pytest.raises(httpx2.HTTPError):
        await listen(client, "cut", heard)
    assert heard


async def test_an_early_end_has_text_but_no_message_stop(raw):
    types = [event["type"] for event in await raw.events("/simulate eof")]
    assert "content_block_delta" in types
    assert "message_delta" not in types
    assert "message_stop" not in types


async def test_a_silent_stream_stays_open_without_a_word(client):
    heard = []
    with pytest.raises(httpx2.TimeoutException):
        await listen(client.with_options(timeout=0.3), "silent", heard)
    assert heard


async def test_a_flaky_prompt_fails_as_often_as_told_and_starts_anew(ask):
    for _ in range(2):
        for _ in range(2):
            with pytest.raises(anthropic.InternalServerError):
                await ask("/simulate flaky 2 503 tell me about tea")
        assert (await ask("/simulate flaky 2 503 tell me about tea")).stop_reason == "end_turn"


async def test_a_stock_sdk_gets_over_a_flaky_prompt(client):
    patient = client.with_options(max_retries=2)
    reply = await patient.messages.create(
        model="claude-opus-4-8",
        max_tokens=500,
        messages=[{"role": "user", "content": "/simulate flaky 1 529"}],
    )
    assert reply.stop_reason == "end_turn"


@pytest.mark.parametrize(
    ("command", "stop_reason"),
    [
        ("refusal", "refusal"),
        ("max_tokens", "max_tokens"),
        ("window", "model_context_window_exceeded"),
        ("pause", "pause_turn"),
        ("empty", "end_turn"),
    ],
)
async def test_unusual_endings_carry_their_stop_reason(ask, command, stop_reason):
    assert (await ask(f"/simulate {command}")).stop_reason == stop_reason


async def test_a_refusal_can_name_its_category(ask):
    assert (await ask("/simulate refusal cyber")).stop_details.category == "cyber"


async def test_unknown_events_and_blocks_do_not_stop_the_stream(raw, ask):
    events = await raw.events("/simulate unknown")
    assert "simulated_weather" in [event["type"] for event in events]
    starts = [event["content_block"]["type"] for event in events if "content_block" in event]
    assert starts == ["simulated_novelty", "text"]
    assert (await ask("/simulate unknown")).stop_reason == "end_turn"


async def test_thinking_can_be_asked_for_whatever_the_settings(ask):
    assert (await ask("/simulate thinking why?")).content[0].thinking


async def test_a_command_is_found_behind_other_blocks_and_lines(ask):
    content = [
        {"type": "text", "text": "A file that was pasted."},
        {"type": "text", "text": "Please look:\n  /simulate 402\nThank you."},
    ]
    with pytest.raises(anthropic.PaymentRequiredError):
        await ask([{"role": "user", "content": content}])


async def test_a_command_in_the_middle_of_a_line_or_an_earlier_turn_is_only_text(ask):
    assert (await ask("What does /simulate 402 do?")).stop_reason == "end_turn"
    conversation = [
        {"role": "user", "content": "/simulate 402"},
        {"role": "assistant", "content": "(failed)"},
        {"role": "user", "content": "And now?"},
    ]
    assert (await ask(conversation)).stop_reason == "end_turn"
