"""Our count of tokens against Claude's, over everything that was recorded with its usage."""

import json
from functools import cache
from statistics import median
from typing import Any

import pytest

from chatapp.claude import estimate
from chatapp.claude.request import Request
from chatapp.context import calibration
from tests.claude import recordings
from tests.claude.conftest import question

READ = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
UNSEEN = ("server_tool_use", "mcp_tool_use", '"image"', '"document"', "container_upload")
"""Content whose tokens can't be told from the request: what tools at Claude's side add, media."""
LEAST_WRITTEN = 60


@cache
def counted() -> list[tuple[Request, int]]:
    """Requests of text and tools of ours, and what Claude counted."""
    found = []
    for recording in recordings.corpus():
        body, usage = recording["request"], recording["usage"]
        if recording["kind"] != "messages" or not isinstance(body, dict) or not usage:
            continue
        tools = body.get("tools") or []
        whole = repr(body["messages"]).replace("'", '"')
        tokens = sum(usage.get(name) or 0 for name in READ)
        plain = all("input_schema" in tool for tool in tools) and not any(
            kind in whole for kind in UNSEEN
        )
        extras = ("mcp_servers", "output_config", "output_format", "container", "fallbacks")
        if tokens and plain and not any(body.get(name) for name in extras):
            found.append((asked(body, tools), tokens))
    return found


def written() -> list[tuple[str, str, int]]:
    """Answers of some length that are text and nothing else."""
    found = []
    for recording in recordings.answers("messages"):
        body, request = json.loads(recording["body"]), recording["request"]
        if not isinstance(request, dict):
            continue
        tokens = (body.get("usage") or {}).get("output_tokens") or 0
        thinks = (request.get("thinking") or {}).get("type", "disabled") != "disabled"
        kinds = {block["type"] for block in body.get("content") or ()}
        if kinds == {"text"} and tokens >= LEAST_WRITTEN and not thinks:
            text = "".join(block["text"] for block in body["content"])
            found.append((text, request["model"], tokens))
    return found


def asked(body: dict[str, Any], tools: list[dict[str, Any]]) -> Request:
    system = body.get("system") or ""
    return question(
        model=body["model"],
        messages=tuple(body["messages"]),
        system=system if isinstance(system, str) else tuple(system),
        tools=tuple(tools),
    )


@recordings.needed
def test_the_error_of_our_count_over_the_recordings():
    """Most prompts are short: then the error is the frame around them, not the text."""
    errors = {}
    for kind, has_tools in (("text", False), ("tools", True)):
        errors[kind] = sorted(
            abs(estimate.of_frame(request) + estimate.of_messages(request) - tokens) / tokens
            for request, tokens in counted()
            if bool(request.tools) is has_tools
        )
    assert all(len(found) > 100 for found in errors.values())
    figures = {
        kind: (round(found[len(found) // 2], 3), round(found[int(len(found) * 0.95)], 3))
        for kind, found in errors.items()
    }
    print(figures)  # noqa: T201
    assert figures["text"][0] <= 0.12
    assert figures["tools"][0] <= 0.15
    assert max(figures["text"][1] / 0.7, figures["tools"][1] / 0.5) <= 1


@recordings.needed
def test_the_error_of_our_count_over_what_claude_wrote():
    """No frame around it: the text alone, in as many tokens as Claude says it wrote."""
    errors = sorted(
        abs(estimate.of_text(text, model) - tokens) / tokens for text, model, tokens in written()
    )
    print(len(errors), median(errors), errors[int(len(errors) * 0.95)])  # noqa: T201
    assert len(errors) > 50
    assert median(errors) <= 0.1
    assert errors[int(len(errors) * 0.95)] <= 0.25


@recordings.needed
@pytest.mark.django_db
def test_what_was_learned_from_earlier_calls_halves_the_error():
    """Each recording is counted with what those before it have taught, as on a running site."""
    before, after = [], []
    for request, tokens in counted():
        ours = estimate.of_frame(request) + estimate.of_messages(request)
        if min(ours, tokens) < calibration.LEAST_TOKENS:
            continue
        before.append(abs(ours - tokens) / tokens)
        after.append(abs(ours * calibration.ratio(request.model) - tokens) / tokens)
        calibration.note(request.model, ours, tokens)
    assert len(after) > 300
    figures = [(median(each), sorted(each)[int(len(each) * 0.95)]) for each in (before, after)]
    print(figures)  # noqa: T201
    assert figures[1][0] <= figures[0][0] / 2
    assert max(figures[0][1], figures[1][1]) <= 0.3


@pytest.mark.parametrize(
    "text",
    [
        "Where does the river end? " * 400,
        "这条河流向哪里？" * 400,
        "return x\n" * 400,
        "7,19,4,220,35\n" * 400,
        "!function(e,t){for(;e--;)t[e]=[]}(9,{});" * 100,
    ],
)
@pytest.mark.parametrize("model", ["claude-sonnet-5-5", "claude-haiku-4-5"])
def test_the_middle_is_below_the_bound_for_every_kind_of_text(text: str, model: str):
    request = question(text, model=model, system="Be brief.", tools=({"name": "look"},))
    middle = estimate.of_frame(request) + estimate.of_messages(request)
    assert 0 < middle < estimate.upper_bound(request)
