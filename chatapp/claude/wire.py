"""Bytes of a server-sent event stream into the API's own event objects.

The SDK's typed events cost several times as much and lose content (ADR 0002), so we read the
body ourselves: split on blank lines, parse the data with orjson, leave everything else alone.
"""

import json
import math
import re
from typing import Any, NoReturn

import orjson

WireEvent = dict[str, Any]

MAX_EVENT_BYTES = 32 * 1024 * 1024
"""No event is larger: the API takes no request over 32 MB, so no reply it could go back in."""

MAX_DEPTH = 100
"""Deeper JSON cannot be stored and sent again everywhere: SQLite, orjson and Python have limits."""

_BOM = b"\xef\xbb\xbf"
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


class BadWire(ValueError):
    """The bytes are no event stream of the Messages API."""


class SSEReader:
    """Takes the body in any pieces and gives back whole events, in order.

    An event that isn't finished yet is held back; whatever follows the last blank line when the
    body ends is discarded, as the standard asks.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self._at_start = True
        self._after_cr = False

    def feed(self, piece: bytes) -> list[WireEvent]:
        """The events that this piece completes. Raises BadWire."""
        if self._at_start:
            piece = self._without_bom(piece)
        if self._after_cr or b"\r" in piece:
            piece = self._with_unix_line_ends(piece)
        held = self._held
        if held:
            if b"\n\n" not in piece and not (held.endswith(b"\n") and piece.startswith(b"\n")):
                self._hold(piece)
                return []
            piece = bytes(held) + piece
            held.clear()
        *whole, rest = piece.split(b"\n\n")
        self._hold(rest)
        return [event for raw in whole if (event := _event(raw)) is not None]

    def _hold(self, piece: bytes) -> None:
        self._held += piece
        if len(self._held) > MAX_EVENT_BYTES:
            raise BadWire("an event without an end")

    def _without_bom(self, piece: bytes) -> bytes:
        start = bytes(self._held) + piece
        self._held.clear()
        if len(start) < len(_BOM) and _BOM.startswith(start):
            self._hold(start)
            return b""
        self._at_start = False
        return start.removeprefix(_BOM)

    def _with_unix_line_ends(self, piece: bytes) -> bytes:
        """A CR ends a line at once; if the next piece begins with its LF, that LF is dropped."""
        if self._after_cr:
            if not piece:
                return piece
            piece = piece.removeprefix(b"\n")
        self._after_cr = piece.endswith(b"\r")
        return piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _event(raw: bytes) -> WireEvent | None:
    lines = [line[5:].removeprefix(b" ") for line in raw.split(b"\n") if line.startswith(b"data:")]
    data = lines[0] if len(lines) == 1 else b"\n".join(lines)
    if not data.strip():
        return None
    event = parse_json(data)
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        raise BadWire("an event has no type")
    return event


def parse_json(data: bytes) -> Any:
    """JSON from the wire as something that every database and socket can carry.

    NUL and lone surrogates become U+FFFD. Raises BadWire for what is no JSON, for numbers
    without a value and for nesting beyond `MAX_DEPTH`.
    """
    try:
        value = None if b"\\u0000" in data else orjson.loads(data)
    except ValueError:  # a lone surrogate, perhaps: the slow parser tells
        value = None
    slow = value is None
    if slow:
        try:
            value = _decoder.decode(data.decode("utf-8", "replace"))
        except (ValueError, RecursionError) as exc:
            raise BadWire("a data line is not JSON") from exc
    if data.count(b"{") + data.count(b"[") > MAX_DEPTH and _is_deep(value):
        raise BadWire("a data line is nested too deeply")
    return _clean(value) if slow else value


def clean_text(text: str) -> str:
    """The text with NUL and lone surrogates replaced: no database or socket can carry them."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _clean(value: Any) -> Any:
    match value:
        case str():
            return clean_text(value)
        case list():
            return [_clean(item) for item in value]
        case dict():
            return {_clean(key): _clean(item) for key, item in value.items()}
        case _:
            return value


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [child for item in level for child in _children(item)]
        if not level:
            return False
    return True


def _children(value: Any) -> Any:
    match value:
        case dict():
            return value.values()
        case list():
            return value
        case _:
            return ()


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise BadWire("a number without a value")
    return number


def _integer(text: str) -> int | float:
    """As orjson reads it: what doesn't fit 64 bits becomes a float."""
    number = int(text)
    return number if -(2**63) <= number < 2**64 else _finite(text)


def _constant(text: str) -> NoReturn:
    raise BadWire(f"{text} is not JSON")


_decoder = json.JSONDecoder(
    parse_float=_finite, parse_int=_integer, parse_constant=_constant, strict=True
)
