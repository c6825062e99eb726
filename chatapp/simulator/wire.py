"""Every JSON shape of the Messages stream, with the field order and padding of the real wire.

Readers of the stream must not rely on tidy lines, so `data:` lines carry trailing blanks
inside the JSON exactly where the API puts them: before the last closing brace.
"""

import base64
import hashlib
import json
from typing import Any

Json = dict[str, Any]

PING = b'event: ping\ndata: {"type": "ping"}\n\n'
_ID_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def identifier(prefix: str, *seed: object) -> str:
    """An id in the API's style (`msg_01…`), the same for the same seed."""
    number = int.from_bytes(hashlib.sha256(repr(seed).encode()).digest(), "big")
    letters = []
    for _ in range(22):
        number, place = divmod(number, len(_ID_ALPHABET))
        letters.append(_ID_ALPHABET[place])
    return f"{prefix}_01{''.join(letters)}"


def signature(*seed: object) -> str:
    """An opaque token for a thinking block, of a plausible length."""
    digest = hashlib.sha512(repr(seed).encode()).digest()
    return base64.b64encode(b"\x12\xab" + digest * 3).decode()


def compact(body: Json) -> str:
    """JSON without blanks, as the API writes it."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def encode(event: Json) -> bytes:
    """One server-sent event, named by its type, padded as the API pads it."""
    text = compact(event)
    padding = " " * (len(text) * 7 % 16)
    return f"event: {event['type']}\ndata: {text[:-1]}{padding}}}\n\n".encode()


def message(message_id: str, model: str, usage: Json) -> Json:
    """A message without content: the start of a stream and the frame of a whole answer."""
    return {
        "model": model,
        "id": message_id,
        "type": "message",
        "role": "assistant",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "stop_details": None,
        "usage": usage,
    }


def message_start(start: Json) -> Json:
    return {"type": "message_start", "message": start}


def block_start(index: int, block: Json) -> Json:
    return {"type": "content_block_start", "index": index, "content_block": block}


def block_delta(index: int, delta: Json) -> Json:
    return {"type": "content_block_delta", "index": index, "delta": delta}


def block_stop(index: int) -> Json:
    return {"type": "content_block_stop", "index": index}


def message_delta(stop: Json, usage: Json) -> Json:
    return {"type": "message_delta", "delta": stop, "usage": usage}


def message_stop() -> Json:
    return {"type": "message_stop"}


def overloaded(request_id: str) -> Json:
    """The error that arrives inside a stream whose status was 200."""
    error = {"details": None, "type": "overloaded_error", "message": "Overloaded"}
    return {"type": "error", "error": error, "request_id": request_id}
