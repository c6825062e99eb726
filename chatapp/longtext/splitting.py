"""Splits a text of any length into parts that a model can read, cutting as little as can be.

A pure function in linear time. The parts joined are the text, to the character. A cut divides a
sentence, a row of a table or a line of a program only where a single one of them is longer than
a part. Each part comes with the end of the one before it, as context.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chatapp.claude import estimate
from chatapp.longtext.boundaries import Rank, Scanner

CONTEXT_TOKENS = 200
LEAST_TOKENS = 16
WELL_FILLED, HARDLY_FILLED = 0.6, 0.25
"""A part is ended early for a heading or a paragraph only when it is filled well already, and
before a program or a table only when it is filled at all."""
MOST_CHARS_PER_TOKEN = 4

_BEGINS = re.compile(r"[.!?]\s+|[。！？；]|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """`text[start:end]` under `heading`; `text[context:start]` says what came just before."""

    start: int
    end: int
    context: int
    heading: str
    tokens: int


def split(text: str, model: str, limit: int, overlap: int = CONTEXT_TOKENS) -> list[Piece]:
    """The parts of the text in order, each of at most `limit` tokens together with its context.

    Tokens are what `estimate.of_text` counts for the model. `overlap` is the most that a context
    has, never more than an eighth of a part. Raises ValueError for a limit under LEAST_TOKENS.
    """
    if limit < LEAST_TOKENS:
        raise ValueError(f"a part needs at least {LEAST_TOKENS} tokens")
    return list(_pieces(_Text(text, model), limit, min(overlap, limit // 8)))


class _Text:
    """A text whose slices can be measured in tokens."""

    def __init__(self, text: str, model: str) -> None:
        self.text = text
        self._model = model

    def tokens(self, start: int, end: int) -> int:
        return estimate.of_text(self.text[start:end], self._model)

    def reach(self, start: int, limit: int) -> int:
        """The furthest end of a slice within the limit: strides, then halves of one."""
        end, left, step = start, limit, max(64, limit // 4)
        size, growing = len(self.text), True
        while step and end < size:
            to = min(end + step, size)
            cost = self.tokens(end, to)
            if growing := growing and cost <= left:
                end, left = to, left - cost
                continue
            if cost <= left:
                end, left = to, left - cost
            step //= 2
        while end > start + 1 and self.tokens(start, end) > limit:  # sums of rounded counts
            end -= max(1, (end - start) // 100)
        return max(end, start + 1)


def _pieces(text: _Text, limit: int, overlap: int) -> Iterator[Piece]:
    scanner = Scanner(text.text)
    start = context = 0
    while start < len(text.text):
        end = text.reach(start, limit - overlap - 1)  # counts are rounded: two make one more
        cut = end if end == len(text.text) else _cut(scanner, start, end)
        scanner.advance(start, cut)
        yield Piece(start, cut, context, scanner.heading, text.tokens(start, cut))
        context = _context(text, start, cut, overlap)
        start = cut


def _cut(scanner: Scanner, start: int, end: int) -> int:
    """The best place for a cut in (start, end]."""
    places = scanner.whole(start, end)
    sound = [place for place in places if place[1] >= Rank.SENTENCE]
    late = start + int((end - start) * WELL_FILLED)
    if filled := [place for place in sound if place[0] >= late]:
        best = max(rank for _, rank in filled)
        return max(at for at, rank in filled if rank == best)
    if sound and sound[-1][0] >= start + int((end - start) * HARDLY_FILLED):
        return sound[-1][0]
    return places[-1][0] if places else scanner.poor(start, end)


def _context(text: _Text, start: int, cut: int, overlap: int) -> int:
    """Where the context of the next part begins: at a sentence if one begins there, or a word."""
    begin = max(start, cut - overlap * MOST_CHARS_PER_TOKEN)
    while begin < cut and text.tokens(begin, cut) > overlap:
        begin += max(1, (cut - begin) // 8)
    if begin in (start, cut):
        return begin
    found = {match[0].isspace(): begin + match.end() for match in reversed(
        list(_BEGINS.finditer(text.text[begin:cut]))
    )}  # fmt: skip
    places = [at for is_word in (False, True) if (at := found.get(is_word, cut)) < cut]
    return places[0] if places else begin
