"""Cuts a JSON file into its conversations without ever holding more than one of them.

An export is one array of conversations, bare or under the name `conversations` of an object.
Only brackets and strings are looked at here; each conversation is parsed by itself later, so
that one that is broken, too deep or too large does not spoil the others.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from chatapp.transfer.found import Unreadable

MAX_CONVERSATION_BYTES = 64 * 2**20
MAX_DEPTH = 100

_OUTSIDE = re.compile(rb'["{}\[\]]')
_INSIDE = re.compile(rb'["\\]')
_LIST_NAME = b'"conversations"'

Piece = bytes | Unreadable


class Scanner:
    """Fed with chunks; gives back each conversation's bytes when it has come to its end.

    `envelope` is what stood before the array, once it has begun. `began` says that any JSON
    has been seen at all.
    """

    def __init__(self) -> None:
        self.envelope: dict[str, Any] = {}
        self.began = False
        self._depth = 0
        self._list_depth: int | None = None
        self._in_string = self._escaped = False
        self._buffer: bytearray | None = None
        self._trouble = ""
        self._deepest = 0
        self._string_at = 0
        self._last_string = b""

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """The conversations that end within this chunk."""
        if not chunk:
            return
        position = kept = 0
        if self._escaped:
            self._escaped, position = False, 1
        while True:
            pattern = _INSIDE if self._in_string else _OUTSIDE
            found = pattern.search(chunk, position)
            if found is None:
                break
            position, sign = found.end(), found.group()
            if sign == b"\\":
                position += 1
                self._escaped = position > len(chunk)
            elif sign == b'"':
                kept = self._keep(chunk, kept, position)
                self._quote()
            elif sign in b"{[":
                kept = self._open(sign, chunk, kept, position)
            else:
                kept = self._keep(chunk, kept, position)
                yield from self._close()
        self._keep(chunk, kept, len(chunk))

    def end(self) -> Iterator[Piece]:
        """What is left at the end of the file: a conversation that was cut off."""
        if self._depth:
            yield Unreadable("cut_off")

    def _keep(self, chunk: bytes, start: int, stop: int) -> int:
        if self._buffer is not None and not self._trouble:
            self._buffer += memoryview(chunk)[start:stop]
            if len(self._buffer) > MAX_CONVERSATION_BYTES:
                self._trouble = "conversation_too_large"
                self._buffer.clear()
        return stop

    def _quote(self) -> None:
        self._in_string = not self._in_string
        if self._depth == 1 and self._list_depth is None and self._buffer is not None:
            if self._in_string:
                self._string_at = len(self._buffer) - 1
            else:
                self._last_string = bytes(self._buffer[self._string_at :])

    def _open(self, sign: bytes, chunk: bytes, kept: int, position: int) -> int:
        self.began = True
        if self._list_depth is None:
            begins = self._depth == 0 and sign == b"{"
        else:
            begins = self._depth == self._list_depth
        if begins:
            self._buffer, self._trouble, self._deepest = bytearray(), "", 0
            kept = position - 1
        kept = self._keep(chunk, kept, position)
        self._depth += 1
        self._deepest = max(self._deepest, self._depth)
        if self._list_depth is None and sign == b"[":
            if self._depth == 1:
                self._list_depth = 1
            elif self._depth == 2 and self._last_string == _LIST_NAME and self._buffer is not None:
                self._list_depth = 2
                self._read_envelope(self._buffer)
        return kept

    def _close(self) -> Iterator[Piece]:
        self._depth = max(0, self._depth - 1)
        ends_at = self._list_depth or 0
        if self._depth < ends_at:  # the array itself; what follows it says nothing to us
            self._list_depth = None
            self._last_string = b""
            self._buffer = None
        elif self._depth == ends_at and self._buffer is not None:
            yield self._piece(self._buffer)
            self._buffer = None

    def _piece(self, buffer: bytearray) -> Piece:
        if self._trouble:
            return Unreadable(self._trouble)
        if self._deepest > MAX_DEPTH:
            return Unreadable("too_deep")
        return bytes(buffer)

    def _read_envelope(self, buffer: bytearray) -> None:
        head = bytes(buffer) + b"]}"
        self._buffer = None
        try:
            self.envelope = json.loads(head)
        except (ValueError, RecursionError):
            self.envelope = {}


def conversations(scanner: Scanner, chunks: Iterable[bytes]) -> Iterator[Piece]:
    """Every conversation of a file, one after the other."""
    for chunk in chunks:
        yield from scanner.feed(chunk)
    yield from scanner.end()
