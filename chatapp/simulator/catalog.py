"""The models on offer, as `GET /v1/models` describes them. Prices are not the API's to tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .wire import Json

Lifecycle = Literal["active", "deprecated"]
Thinking = Literal["always", "default", "on_request", "budget"]

EFFORTS = ("low", "medium", "high", "xhigh", "max")


@dataclass(frozen=True)
class Model:
    """One model: its limits and the ways in which it differs from its siblings.

    `thinking` says when it thinks: always, by default, on request (adaptive), or only with
    a token budget as the oldest do. `cache_minimum` is the shortest prefix it caches.
    """

    id: str
    released: str
    thinking: Thinking
    cache_minimum: int
    window: int = 1_000_000
    max_output: int = 128_000
    characters_per_token: float = 2.5
    lifecycle: Lifecycle = "active"
    retires: str | None = None
    forced_tools: bool = True
    hides_thinking: bool = True
    between_tools: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        return self.id.split("-")[1]

    @property
    def display_name(self) -> str:
        _, line, major, minor, *_ = [*self.id.split("-"), ""]
        version = f"{major}.{minor}" if minor and len(minor) < 3 else major
        return f"Claude {line.title()} {version}"

    @property
    def efforts(self) -> tuple[str, ...]:
        if self.thinking == "budget":
            return ()
        return EFFORTS if self.hides_thinking else ("low", "medium", "high", "max")

    def describe(self) -> Json:
        """The `ModelInfo` of the API."""
        return {
            "type": "model",
            "id": self.id,
            "display_name": self.display_name,
            "line": self.line,
            "created_at": f"{self.released}T00:00:00Z",
            "lifecycle": self.lifecycle,
            "deprecated_at": None if self.lifecycle == "active" else "2026-08-01T00:00:00Z",
            "retires_at": f"{self.retires}T00:00:00Z" if self.retires else None,
            "max_input_tokens": self.window,
            "max_tokens": self.max_output,
            "capabilities": self._capabilities(),
        }

    def _capabilities(self) -> Json:
        yes, efforts = _support(True), self.efforts
        return {
            "batch": yes,
            "citations": yes,
            "code_execution": yes,
            "context_management": {
                "clear_thinking_20251015": yes,
                "clear_tool_uses_20250919": yes,
                "compact_20260112": _support(self.thinking != "budget"),
                "supported": True,
            },
            "effort": {
                **{level: _support(level in efforts) for level in EFFORTS},
                "supported": bool(efforts),
            },
            "image_input": yes,
            "pdf_input": yes,
            "server_tools": {"code_execution": yes, "web_search": yes, "supported": True},
            "structured_outputs": yes,
            "thinking": {
                "supported": True,
                "types": {
                    "adaptive": _support(self.thinking != "budget"),
                    "between_tools": _support(self.between_tools),
                    "disabled": _support(self.thinking != "always" and not self.between_tools),
                    "enabled": _support(self.takes_budget),
                },
            },
        }

    @property
    def takes_budget(self) -> bool:
        """Whether `thinking: {"type": "enabled"}` is still accepted."""
        return not self.hides_thinking


def _support(supported: bool) -> Json:
    return {"supported": supported}


UNKNOWN = "1970-01-01"  # what the API says where a release date is not known

MODELS = (
    Model("claude-fable-5-2", "2026-11-09", "always", 512),
    Model("claude-mythos-5-2", "2026-11-09", "always", 512),
    Model("claude-haiku-5-5", "2026-10-07", "default", 1024),
    Model("claude-sonnet-5-5", UNKNOWN, "default", 1024,
          forced_tools=False, between_tools=True),
    Model("claude-opus-5-5", UNKNOWN, "always", 1024, forced_tools=False),
    Model("claude-fable-5-1", UNKNOWN, "always", 512, forced_tools=False),
    Model("claude-mythos-5-1", UNKNOWN, "always", 512, forced_tools=False),
    Model("claude-opus-5", "2026-07-24", "default", 512),
    Model("claude-sonnet-5", "2026-06-30", "default", 1024),
    Model("claude-fable-5", UNKNOWN, "always", 512),
    Model("claude-mythos-5", UNKNOWN, "always", 512),
    Model("claude-opus-4-8", "2026-05-28", "on_request", 1024),
    Model("claude-opus-4-7", "2026-04-16", "on_request", 2048),
    Model("claude-sonnet-4-6", "2026-02-17", "on_request", 1024,
          characters_per_token=3.4, hides_thinking=False),
    Model("claude-opus-4-6", "2026-02-05", "on_request", 4096,
          characters_per_token=3.4, hides_thinking=False),
    Model("claude-opus-4-5-20251101", "2025-11-24", "budget", 4096, 200_000, 64_000, 3.4,
          hides_thinking=False, aliases=("claude-opus-4-5",)),
    Model("claude-haiku-4-5-20251001", "2025-10-15", "budget", 4096, 200_000, 64_000, 3.4,
          hides_thinking=False, aliases=("claude-haiku-4-5",)),
    Model("claude-sonnet-4-5-20250929", "2025-09-29", "budget", 1024, 200_000, 64_000, 3.4,
          lifecycle="deprecated", retires="2026-11-30", hides_thinking=False,
          aliases=("claude-sonnet-4-5",)),
)  # fmt: skip

_BY_NAME = {name: model for model in MODELS for name in (model.id, *model.aliases)}


def page(query: Mapping[str, str]) -> Json:
    """One page of models, newest first, as `limit`, `after_id` and `before_id` ask."""
    limit = int(query["limit"]) if query.get("limit", "").isdigit() else 20
    models = list(MODELS)
    ids = [model.id for model in models]
    first, last = 0, len(models)
    if query.get("after_id") in ids:
        first = ids.index(query["after_id"]) + 1
    if query.get("before_id") in ids:
        last = ids.index(query["before_id"])
        first = max(first, last - limit)
    shown = models[first:last][:limit]
    return {
        "data": [model.describe() for model in shown],
        "first_id": shown[0].id if shown else None,
        "has_more": first + len(shown) < last,
        "last_id": shown[-1].id if shown else None,
    }


def find(name: str) -> Model | None:
    """The model behind an id or an alias, or None if there is none."""
    return _BY_NAME.get(name)
