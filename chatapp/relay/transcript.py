"""What has been shown of one reply: its numbered frames, folded into blocks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

import orjson

Block = dict[str, Any]


@dataclass(slots=True)
class _Part:
    number: int
    text: str


@dataclass(slots=True)
class _Shown:
    number: int
    block: Block
    parts: list[_Part] = field(default_factory=list)

    def upto(self, number: int) -> Block:
        if not self.parts:
            return self.block
        grown = "".join(part.text for part in self.parts if part.number <= number)
        return {**self.block, "text": self.block.get("text", "") + grown}


class Transcript:
    """The frames of one reply in order. `number` is the last one folded in."""

    def __init__(self) -> None:
        self.number = 0
        self._shown: list[_Shown] = []

    @classmethod
    def of(cls, frames: Iterable[str | bytes]) -> Self:
        """Folds encoded frames as they were stored.

        A snapshot among them stands for all before it, a repeat counts once, and a hole ends it:
        what lies behind would be text with a piece missing.
        """
        transcript = cls()
        for encoded in frames:
            frame = orjson.loads(encoded)
            number = frame[1] if isinstance(frame, list) else frame["number"]
            if not isinstance(frame, list) and frame["type"] == "snapshot":
                transcript.begin(frame["reply"]["blocks"], number)
            elif number > transcript.number + 1:
                break
            elif number == transcript.number + 1:
                transcript.fold(frame)
        return transcript

    def fold(self, frame: Any) -> None:
        """The next frame, decoded."""
        match frame:
            case [_, _, str(text)]:
                self.grow(text)
            case {"type": "block", "block": block}:
                self.open(block)
            case _:
                self.skip()

    def begin(self, blocks: Iterable[Block], number: int) -> None:
        """Starts anew from the blocks as they stood after frame `number`."""
        self.number = number
        self._shown = [_Shown(number, block) for block in blocks]

    def open(self, block: Block) -> None:
        """The next frame opens this block."""
        self.number += 1
        self._shown.append(_Shown(self.number, block))

    def grow(self, text: str) -> None:
        """The next frame appends to the last block."""
        self.number += 1
        self._shown[-1].parts.append(_Part(self.number, text))

    def skip(self) -> None:
        """The next frame changes no block (a notice)."""
        self.number += 1

    def blocks(self, upto: int | None = None) -> list[Block]:
        """The blocks as they stood after frame `upto` (default: now)."""
        last = self.number if upto is None else upto
        return [shown.upto(last) for shown in self._shown if shown.number <= last]
