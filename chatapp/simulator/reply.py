"""A reply before it is sent: its blocks, how it ends, and how it travels."""

from dataclasses import dataclass
from enum import Enum

from .wire import Json


@dataclass(frozen=True)
class Text:
    text: str
    citations: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Thinking:
    """Thinking that is billed whether or not it is shown."""

    text: str
    shown: bool = True


@dataclass(frozen=True)
class ToolUse:
    """A call of a tool; `server` ones are run by the API itself."""

    name: str
    input: Json
    server: bool = False


@dataclass(frozen=True)
class Whole:
    """A block that arrives complete in `content_block_start`, like a server tool's result."""

    block: Json
    tokens: int = 0
    odd_delta: Json | None = None


Block = Text | Thinking | ToolUse | Whole


class Ending(Enum):
    """How the connection behaves once the reply is under way."""

    COMPLETE = "complete"
    OVERLOADED_FIRST = "an error event before any content"
    OVERLOADED_LATE = "an error event after some text"
    CUT = "a connection reset after some text"
    EOF = "a clean end without message_stop"
    SILENT = "some text, then nothing for ever"


@dataclass(frozen=True)
class Delivery:
    """Pace and mishaps. `tokens_per_second` of None means: as fast as the wire takes it."""

    tokens_per_second: float | None
    ending: Ending = Ending.COMPLETE
    odd_events: bool = False


@dataclass(frozen=True)
class Reply:
    """What the simulator has decided to say."""

    blocks: tuple[Block, ...]
    stop_reason: str = "end_turn"
    stop_details: Json | None = None
    stop_sequence: str | None = None
    server_tool_use: Json | None = None

    def stop(self) -> Json:
        """The `delta` of the final `message_delta`."""
        return {
            "stop_reason": self.stop_reason,
            "stop_sequence": self.stop_sequence,
            "stop_details": self.stop_details,
        }
