"""What Claude puts on the wire, written down by hand: events of a reply, and their bytes."""

import json
from typing import Any

WireEvent = dict[str, Any]

USAGE = {"input_tokens": 10, "output_tokens": 1}


def message_start(**fields: Any) -> WireEvent:
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-opus-4-8"}
    ends = {"stop_reason": None, "stop_sequence": None}
    return {
        "type": "message_start",
        "message": {**message, "content": [], **ends, "usage": USAGE, **fields},
    }


def block_start(index: int, **block: Any) -> WireEvent:
    return {"type": "content_block_start", "index": index, "content_block": block}


def delta(index: int, kind: str, **fields: Any) -> WireEvent:
    return {"type": "content_block_delta", "index": index, "delta": {"type": kind, **fields}}


def block_stop(index: int) -> WireEvent:
    return {"type": "content_block_stop", "index": index}


def message_delta(stop_reason: str = "end_turn", **usage: Any) -> WireEvent:
    ended = {"stop_reason": stop_reason, "stop_sequence": None}
    return {"type": "message_delta", "delta": ended, "usage": usage or {"output_tokens": 7}}


MESSAGE_STOP: WireEvent = {"type": "message_stop"}
PING: WireEvent = {"type": "ping"}


def error_event(kind: str, message: str = "", **details: Any) -> WireEvent:
    error = {"type": kind, "message": message, "details": details or None}
    return {"type": "error", "error": error}


def text_block(*pieces: str, index: int = 0) -> list[WireEvent]:
    deltas = [delta(index, "text_delta", text=piece) for piece in pieces]
    return [block_start(index, type="text", text=""), *deltas, block_stop(index)]


def reply(*pieces: str, stop_reason: str = "end_turn") -> list[WireEvent]:
    """A whole reply of one text block."""
    return [message_start(), *text_block(*pieces), message_delta(stop_reason), MESSAGE_STOP]


def encode(event: WireEvent, ensure_ascii: bool = False) -> bytes:
    """An event as the API sends it, with the trailing blanks that it pads its lines with."""
    data = json.dumps(event, ensure_ascii=ensure_ascii)
    return f"event: {event['type']}\ndata: {data}   \n\n".encode()


def body(*events: WireEvent) -> bytes:
    return b"".join(encode(event) for event in events)
