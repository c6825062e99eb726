"""One request on its way into the window: what it comes to, what stays of it, what gives way."""

from dataclasses import dataclass, field
from typing import Any

from chatapp.claude import catalog, estimate
from chatapp.claude.request import Request
from chatapp.context import cuts
from chatapp.context.models import ContextCut
from chatapp.context.trimming import PER_MESSAGE_TOKENS, Trimmed, trim

NEAR_SHARE = 0.9
"""From here on Claude is asked to count: our own count may be off by that much."""


@dataclass(slots=True)
class Fit:
    """`estimated` tokens are ours, uncalibrated; times `ratio` they are Claude's."""

    request: Request
    ratio: float = 1.0
    tighter: float = 1.0
    known: list[ContextCut] = field(default_factory=list)
    trimmed: Trimmed | None = None
    estimated: int = 0

    def measure(self, value: Any) -> int:
        """Tokens of a text or of blocks."""
        return estimate.typical(value, self.request.model)

    @property
    def window(self) -> int:
        """Tokens that the model holds, its answer included."""
        return catalog.find(self.request.model).window

    @property
    def room(self) -> int:
        """Tokens that Claude may read: the window without the answer."""
        return max(self.window - self.request.max_tokens, self.window // 4)

    @property
    def is_near(self) -> bool:
        """Whether what was estimated may not fit: else it goes whole."""
        return self.estimated * self.ratio > self.room * NEAR_SHARE

    @property
    def fixed(self) -> int:
        """Tokens of ours that can't be cut: instructions and tools."""
        return estimate.of_frame(self.request)

    @property
    def pinned(self) -> list[int]:
        """The positions of messages that stay."""
        sources = enumerate(self.request.sources)
        return [at for at, ids in sources if not self.request.pinned.isdisjoint(ids)]

    def whole(self) -> int:
        """The tokens of everything, as we count them."""
        messages = self.request.messages
        return self.fixed + sum(
            self.measure(message["content"]) + PER_MESSAGE_TOKENS for message in messages
        )

    def trim(self) -> Trimmed:
        """What fits of the history."""
        return trim(
            self.request.messages,
            limit=max(0, round(self.room / self.ratio * self.tighter) - self.fixed),
            measure=self.measure,
            pinned=self.pinned,
            settled=cuts.settled(self.known, self.window),
        )

    def covered(self, turns: int) -> set[int]:
        """The stored messages that give way when the history is cut there."""
        return {pk for ids in self.request.sources[:turns] for pk in ids} - self.request.pinned

    def first_kept(self, turns: int) -> int:
        """The stored message at which the kept part begins; 0 if there is none."""
        return next((pk for ids in self.request.sources[turns:] for pk in ids), 0)
