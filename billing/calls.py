"""The words in which billing and its callers speak about one call."""

import uuid
from dataclasses import dataclass


class UnknownCallError(LookupError):
    """No money was ever reserved for this call."""

    code = "unknown_call"


class ClosedCallError(Exception):
    """The call was settled or released already; it cannot reserve again."""

    code = "call_closed"


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks, for what: opaque ids that end up in the ledger."""

    id: uuid.UUID
    user_id: int | None
    team_id: int | None = None
    purpose: str = "chat"
    conversation_id: uuid.UUID | None = None
    message_id: int | None = None
    assistant_id: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What was reserved. `output_tokens` may be used; `lowered`: they are fewer than asked for."""

    call_id: uuid.UUID
    nano: int
    output_tokens: int
    lowered: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What was booked just now.

    `breach_nano`: how far the call went beyond what was reserved for it. `crossed` names windows
    whose next threshold is reached and `unpriced` models or tools without a price: hand the whole
    to `billing.tasks.announce`.
    """

    call_id: uuid.UUID
    booked_nano: int = 0
    breach_nano: int = 0
    crossed: tuple[int, ...] = ()
    unpriced: tuple[str, ...] = ()
    model: str = ""

    @property
    def is_news(self) -> bool:
        """Whether somebody has to look at it."""
        return bool(self.crossed or self.unpriced or self.breach_nano)
