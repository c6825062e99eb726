"""What a prompt is taken to have at most, against what the API counted on the recorded traffic."""

from typing import Any

import pytest

from chatapp.claude import estimate
from chatapp.claude.request import Request
from tests.claude import recordings

OURS = frozenset({
    "model", "messages", "max_tokens", "system", "tools", "stream", "temperature", "top_p", "top_k",
    "stop_sequences", "metadata", "tool_choice", "thinking", "cache_control", "service_tier",
})  # fmt: skip
"""What a request of ours may have: no schemas, task budgets or tools that run at Claude's side."""


def is_ours(asked: Any) -> bool:
    if not isinstance(asked, dict) or not isinstance(asked.get("messages"), list):
        return False
    tools = asked.get("tools") or []
    own = all(t.get("type") in (None, "custom") and not t.get("strict") for t in tools)
    return own and asked.keys() <= OURS


def request_of(asked: dict[str, Any]) -> Request:
    system = asked.get("system") or ""
    return Request(
        model=asked["model"],
        messages=tuple(asked["messages"]),
        max_tokens=1,
        system=system if isinstance(system, str) else tuple(system),
        tools=tuple(asked.get("tools") or ()),
        thinking=asked.get("thinking"),
    )


def read_by(usage: dict[str, Any]) -> int:
    kinds = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    return sum(usage.get(kind) or 0 for kind in kinds)


def measured() -> dict[str, float]:
    """How often the bound is what the API counted, per recording of a request like ours."""
    return {
        recording["id"]: estimate.upper_bound(request_of(recording["request"])) / counted
        for recording in recordings.corpus()
        if is_ours(recording["request"]) and (counted := read_by(recording["usage"] or {}))
    }


@recordings.needed
def test_no_recorded_prompt_has_more_tokens_than_it_was_taken_to_have():
    ratios = measured()

    assert len(ratios) > 600
    assert {name: ratio for name, ratio in ratios.items() if ratio < 1} == {}


@pytest.mark.parametrize(
    ("block", "least"),
    [
        ({"type": "text", "text": "预算" * 500}, 1_000),
        ({"type": "document", "source": {"type": "text", "data": "word " * 500}}, 500),
        ({"type": "image", "source": {"type": "file", "file_id": "file_1"}}, 1_600),
        ({"type": "document", "source": {"type": "file", "file_id": "file_1"}}, 1_600),
        ({"type": "search_result", "source": "s", "content": [{"type": "text", "text": "x"}]}, 600),
    ],
)
def test_every_kind_of_content_counts(block, least):
    asked = Request(
        model="claude-sonnet-5",
        messages=({"role": "user", "content": [block]},),
        max_tokens=1,
    )
    assert estimate.upper_bound(asked) >= least
