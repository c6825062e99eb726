"""What Claude says that a request used, as one frozen count per kind.

`input_tokens` of the API leaves out cached tokens: the five kinds never overlap and simply add up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

INPUT = "input"
OUTPUT = "output"
CACHE_WRITE_5M = "cache_write_5m"
CACHE_WRITE_1H = "cache_write_1h"
CACHE_READ = "cache_read"
TOKEN_KINDS = (INPUT, OUTPUT, CACHE_WRITE_5M, CACHE_WRITE_1H, CACHE_READ)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens by kind, and uses of tools that run at Claude's side.

    A zero is a zero. What the API did not report counts 0 and is named in `missing` (`input`,
    `output`), so that the caller can estimate it instead of believing the zero.
    """

    input: int = 0
    output: int = 0
    cache_write_5m: int = 0
    cache_write_1h: int = 0
    cache_read: int = 0
    server_tools: Mapping[str, int] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()

    @property
    def prompt(self) -> int:
        """Everything that was read: what prompt-length bands go by."""
        return self.input + self.cache_write_5m + self.cache_write_1h + self.cache_read

    @property
    def total(self) -> int:
        """All tokens, read and written: what token budgets count."""
        return self.prompt + self.output

    def quantities(self) -> dict[str, int]:
        """Kind to quantity: input and output always, the others where there are any."""
        counts = {kind: getattr(self, kind) for kind in TOKEN_KINDS} | dict(self.server_tools)
        return {kind: n for kind, n in counts.items() if n or kind in (INPUT, OUTPUT)}

    def with_output_at_least(self, estimate: int) -> Self:
        """For a broken stream: the larger of what was reported and what was received."""
        return replace(self, output=max(self.output, estimate), missing=self.missing - {OUTPUT})


def tokens_of(usage: Mapping[str, Any]) -> Tokens:
    """Read the API's usage object. Its counts are cumulative: hand over the last state only.

    `cache_creation_input_tokens` is the total of cache writes. What its split by lifetime does
    not cover is written for 5 minutes (recorded traffic has such splits); a split without
    total counts by itself. Unknown fields are ignored; a count that is no whole number of zero
    or more is treated as missing.
    """
    split = usage.get("cache_creation")
    split = split if isinstance(split, Mapping) else {}
    hour = _count(split.get("ephemeral_1h_input_tokens")) or 0
    five_minutes = _count(split.get("ephemeral_5m_input_tokens")) or 0
    written = _count(usage.get("cache_creation_input_tokens")) or 0
    tools = usage.get("server_tool_use")
    uses = {
        name: count
        for name, raw in (tools.items() if isinstance(tools, Mapping) else ())
        if (count := _count(raw))
    }
    counts = {kind: _count(usage.get(f"{kind}_tokens")) for kind in (INPUT, OUTPUT)}
    return Tokens(
        input=counts[INPUT] or 0,
        output=counts[OUTPUT] or 0,
        cache_write_5m=max(five_minutes, written - hour),
        cache_write_1h=hour,
        cache_read=_count(usage.get("cache_read_input_tokens")) or 0,
        server_tools=uses,
        missing=frozenset(kind for kind, count in counts.items() if count is None),
    )


@dataclass(frozen=True, slots=True)
class Portion:
    """A share of one answer's usage. `model` is empty where the answering model used it."""

    tokens: Tokens
    model: str = ""


def portions_of(usage: Mapping[str, Any]) -> list[Portion]:
    """All that one answer is billed for: the total, and what the total leaves out.

    `usage.iterations` lists advisor and compaction requests that Claude made on the way; these
    are billed (the advisor at its own model's price) but not part of the top-level counts. Where
    a fallback model answered, the top level mixes models, so each iteration is its own portion.
    """
    raw = usage.get("iterations")
    steps = [step for step in raw if isinstance(step, Mapping)] if isinstance(raw, list) else []
    if any(step.get("type") == "fallback_message" for step in steps):
        tools = tokens_of(usage).server_tools
        portions = [Portion(tokens_of(step), str(step.get("model") or "")) for step in steps]
        first = Portion(replace(portions[0].tokens, server_tools=tools), portions[0].model)
        return [first, *portions[1:]]
    return [Portion(tokens_of(usage))] + [
        Portion(tokens_of(step), str(step.get("model") or ""))
        for step in steps
        if step.get("type") != "message"
    ]


def _count(value: Any) -> int | None:
    """A whole number of zero or more, else None: JSON's true is not a count."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    return None
