"""Prices as Anthropic published them, put into the database by `migrate`.

US dollars per million tokens as text, as on the pricing page; `rows()` turns them into
nano-dollars per token (a dollar per million tokens is 1,000 nano-dollars per token). Add a row
with its day when a price changes; never edit one that was released.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

BEGINNING = "2023-01-01"
PRICING_PAGE = "platform.claude.com/docs/en/about-claude/pricing"


@dataclass(frozen=True, slots=True)
class Published:
    """One line of a price table."""

    models: str
    input: str
    output: str
    write_5m: str
    write_1h: str
    read: str
    since: str = BEGINNING
    speed: str = "standard"
    prompt_from: int = 0
    source: str = PRICING_PAGE


# models | input | output | write 5 m | write 1 h | read
TABLE = [
    Published("claude-fable-5-2 claude-mythos-5-2", "8", "40", "10", "16", "0.20",
              source="release notes 2026-11-09; cache: rightsize v0.10.2"),
    Published("claude-fable-5-1 claude-mythos-5-1", "10", "50", "12.50", "20", "0.25"),
    Published("claude-fable-5 claude-mythos-5", "10", "50", "12.50", "20", "1"),
    Published("claude-opus-5-5", "4", "20", "5", "8", "0.20"),
    Published("claude-opus-5 claude-opus-4-8 claude-opus-4-7 claude-opus-4-6 claude-opus-4-5",
              "5", "25", "6.25", "10", "0.50"),
    Published("claude-sonnet-5-5", "2", "10", "2.50", "4", "0.20"),
    Published("claude-sonnet-5-5", "2", "10", "2.50", "4", "0.10", since="2026-10-07",
              source="release notes 2026-10-07"),
    Published("claude-sonnet-5", "2", "10", "2.50", "4", "0.20"),
    Published("claude-sonnet-4-6 claude-sonnet-4-5", "3", "15", "3.75", "6", "0.30"),
    Published("claude-haiku-5-5", "0.10", "0.50", "0.125", "0.20", "0.01",
              source="model page of Haiku 5.5"),
    Published("claude-haiku-5-5", "0.50", "2.50", "0.625", "1", "0.05", prompt_from=100_001,
              source="model page of Haiku 5.5; band: claudit v1.9.2"),
    Published("claude-haiku-4-5", "1", "5", "1.25", "2", "0.10"),
    # fast mode: twice the price, the caching multipliers of the model on top
    Published("claude-opus-5-5", "8", "40", "10", "16", "0.40", speed="fast",
              source="release notes 2026-10-15"),
    Published("claude-opus-5 claude-opus-4-8", "10", "50", "12.50", "20", "1", speed="fast"),
    # retired
    Published("claude-opus-4-1 claude-opus-4 claude-3-opus", "15", "75", "18.75", "30", "1.50"),
    Published("claude-sonnet-4 claude-3-7-sonnet claude-3-5-sonnet",
              "3", "15", "3.75", "6", "0.30"),
    Published("claude-3-5-haiku", "0.80", "4", "1", "1.60", "0.08"),
    Published("claude-3-haiku", "0.25", "1.25", "0.30", "0.50", "0.03"),
]  # fmt: skip

# uses of tools at Claude's side: US dollars per 1,000; fetching is published as free
TOOLS = {"web_search_requests": "10", "web_fetch_requests": "0"}


def moment(day: str) -> datetime:
    """Midnight UTC: Anthropic's changes name a day only."""
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def nano_per_token(usd_per_million: str) -> int:
    """Nano-dollars per token; raises ValueError when that is not a whole number."""
    nano = Decimal(usd_per_million) * 1000
    if nano != nano.to_integral_value() or nano < 0:
        raise ValueError(f"{usd_per_million} USD per million tokens is not whole nano-dollars.")
    return int(nano)


def rows() -> list[dict[str, Any]]:
    """The table as fields of `ModelPrice`."""
    return [
        {
            "model": model,
            "speed": line.speed,
            "prompt_from": line.prompt_from,
            "input_nano": nano_per_token(line.input),
            "output_nano": nano_per_token(line.output),
            "cache_write_5m_nano": nano_per_token(line.write_5m),
            "cache_write_1h_nano": nano_per_token(line.write_1h),
            "cache_read_nano": nano_per_token(line.read),
            "effective_from": moment(line.since),
            "source": line.source,
        }
        for line in TABLE
        for model in line.models.split()
    ]


def tool_rows() -> list[dict[str, Any]]:
    """The tools as fields of `ToolPrice`."""
    return [
        {
            "tool": tool,
            "use_nano": int(Decimal(usd) * 1_000_000),
            "effective_from": moment(BEGINNING),
            "source": PRICING_PAGE,
        }
        for tool, usd in TOOLS.items()
    ]
