"""Wire events of one reply into our events, and its blocks back together, losing nothing."""

from collections.abc import Sequence
from typing import Any

from chatapp.claude.classification import error_in
from chatapp.claude.errors import MalformedStream
from chatapp.claude.events import (
    BlockStart,
    BlockStop,
    Done,
    Event,
    TextDelta,
    ThinkingDelta,
    Usage,
)
from chatapp.claude.wire import BadWire, WireEvent, parse_json

PARTIAL_INPUT = "_partial_input"
"""Key under which a tool call's input is kept that is no (or not yet) JSON object."""

UNKNOWN_DELTAS = "_deltas"
"""Key under which deltas of kinds unknown to us are kept. Such keys never go back to Claude."""

_GROWS: dict[str, tuple[str, type[TextDelta] | type[ThinkingDelta]]] = {
    "text": ("text", TextDelta),
    "thinking": ("thinking", ThinkingDelta),
}
_MAX_COUNT = 2**31 - 1
_MAX_MODEL_CHARS = 100
_MAX_WORD_CHARS = 40


class Assembler:
    """Takes wire events in order; `finished` after `message_stop`.

    Blocks and deltas of unknown kinds are kept as they came, so that a newer API doesn't break
    an older installation. A block that starts anew at a taken index gets the next free one:
    nothing that was shown is overwritten.
    """

    def __init__(self) -> None:
        self.finished = False
        self._message: dict[str, Any] | None = None
        self._usage: dict[str, Any] = {}
        self._stop: dict[str, Any] = {}
        self._blocks: list[dict[str, Any]] = []
        self._place: dict[int, int] = {}
        self._parts: dict[int, dict[str, list[str]]] = {}

    @property
    def model(self) -> str:
        """The model that answers, once `message_start` has told; it may not be the one asked."""
        return _text((self._message or {}).get("model"))[:_MAX_MODEL_CHARS]

    def feed(self, event: WireEvent) -> Sequence[Event]:
        """Our events for one event of the wire.

        Raises MalformedStream for a known event of an unknown shape, and for an `error` event
        the error that it tells of. Whatever follows `message_stop` is no part of the reply.
        """
        if self.finished:
            return ()
        try:
            match event["type"]:
                case "content_block_delta":
                    return self._delta(self._place[event["index"]], event["delta"])
                case "content_block_start":
                    return self._start(event["index"], event["content_block"])
                case "content_block_stop":
                    return self._stop_block(event["index"])
                case "message_start":
                    return self._start_message(event["message"])
                case "message_delta":
                    self._stop.update(_object(event.get("delta")))
                    return (self._merge_usage(event.get("usage")),)
                case "message_stop":
                    return (self._done(),)
                case "error":
                    raise error_in(event.get("error"))
                case _:  # ping, and whatever the API learns to say later
                    return ()
        except (KeyError, TypeError, ValueError) as exc:
            raise MalformedStream(f"{event['type']} event of an unknown shape") from exc

    def _start_message(self, message: dict[str, Any]) -> Sequence[Event]:
        """A message usually begins empty, but it may hold its whole content and stop reason."""
        message = _object(message)
        again = self._message is not None and self._message.get("id") == message.get("id")
        self._message = message
        self._stop.update({k: v for k, v in message.items() if k.startswith("stop_") and v})
        events: list[Event] = [self._merge_usage(message.get("usage"))]
        for index, block in enumerate([] if again else message.get("content") or []):
            events += self._start(index, block)
            events += self._stop_block(index)
        return events

    def _start(self, index: int, block: dict[str, Any]) -> Sequence[Event]:
        if type(index) is not int:
            raise TypeError("an index that is no number")
        block = dict(_object(block))
        kind = _text(block["type"])
        place = self._place[index] = len(self._blocks)
        self._blocks.append(block)
        self._parts[place] = {}
        if kind in _GROWS:
            name, event = _GROWS[kind]
            begun = _text(block.get(name))
            return (event(place, begun),) if begun else ()
        return (BlockStart(place, dict(block)),)

    def _delta(self, place: int, delta: dict[str, Any]) -> Sequence[Event]:
        parts = self._parts[place]
        match delta["type"]:
            case "text_delta":
                parts.setdefault("text", []).append(text := _text(delta["text"]))
                return (TextDelta(place, text),) if text else ()
            case "thinking_delta":
                parts.setdefault("thinking", []).append(text := _text(delta["thinking"]))
                return (ThinkingDelta(place, text),) if text else ()
            case "input_json_delta":
                parts.setdefault("input", []).append(_text(delta["partial_json"]))
            case "signature_delta":
                self._blocks[place]["signature"] = _text(delta["signature"])
            case "citations_delta":
                block = self._blocks[place]
                block["citations"] = [*(block.get("citations") or ()), delta["citation"]]
            case "compaction_delta":
                parts.setdefault("content", []).append(_text(delta["content"]))
                if sealed := delta.get("encrypted_content"):
                    self._blocks[place]["encrypted_content"] = sealed
            case _:
                self._blocks[place].setdefault(UNKNOWN_DELTAS, []).append(delta)
        return ()

    def _stop_block(self, index: int) -> Sequence[Event]:
        place = self._place.get(index)
        if place is None or place not in self._parts:
            return ()
        return (BlockStop(place, self._close(place)),)

    def _close(self, place: int) -> dict[str, Any]:
        block = self._blocks[place]
        for name, parts in self._parts.pop(place).items():
            joined = "".join(parts)
            if name != "input":
                block[name] = _text(block.get(name)) + joined
            elif joined:
                _give_input(block, joined)
        return block

    def _merge_usage(self, usage: dict[str, Any] | None) -> Usage:
        """Later counts replace earlier ones; a count that isn't repeated stays."""
        self._usage.update({k: v for k, v in _object(usage).items() if v is not None})
        return usage_of(self._usage)

    def _done(self) -> Done:
        if self._message is None:
            raise ValueError("an end without a beginning")
        for place in list(self._parts):
            self._close(place)
        self.finished = True
        return Done(
            stop_reason=_text(self._stop.get("stop_reason"))[:_MAX_WORD_CHARS],
            content=tuple(self._blocks),
            model=self.model,
            stop_sequence=self._stop.get("stop_sequence"),
            stop_details=self._stop.get("stop_details"),
        )


def usage_of(raw: dict[str, Any]) -> Usage:
    """The API's usage object in our words; writes whose time to live isn't told are 5 m ones."""
    written = _count(raw.get("cache_creation_input_tokens"))
    split = _object(raw.get("cache_creation"))
    hour = _count(split.get("ephemeral_1h_input_tokens"))
    if written is None and split:
        written = (_count(split.get("ephemeral_5m_input_tokens")) or 0) + (hour or 0)
    return Usage(
        input=_count(raw.get("input_tokens")),
        output=_count(raw.get("output_tokens")),
        cache_read=_count(raw.get("cache_read_input_tokens")),
        cache_write_5m=None if written is None else max(0, written - (hour or 0)),
        cache_write_1h=hour,
        thinking=_count(_object(raw.get("output_tokens_details")).get("thinking_tokens")),
        raw=dict(raw),
    )


def message_events(message: dict[str, Any]) -> list[Event]:
    """A whole (not streamed) answer of the API as the same events a stream would give."""
    assembler = Assembler()
    return [
        *assembler.feed({"type": "message_start", "message": message}),
        *assembler.feed({"type": "message_stop"}),
    ]


def _give_input(block: dict[str, Any], text: str) -> None:
    try:
        parsed = parse_json(text.encode())
    except BadWire:
        parsed = None
    if isinstance(parsed, dict):
        block["input"] = parsed
    else:
        block[PARTIAL_INPUT] = text


def _object(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise TypeError("an object was expected")
    return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value


def _count(value: Any) -> int | None:
    """A number of tokens; what can't be one counts as "not said"."""
    return value if type(value) is int and 0 <= value <= _MAX_COUNT else None
