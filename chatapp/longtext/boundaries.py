"""Where a text may be cut, and how much a cut there hurts: headings, paragraphs, sentences, rows.

Positions are found line by line, and inside a line by the punctuation of English and Chinese.
A line that is broken in the middle of a sentence (books are) is a poor place, a row of a table
or of a program a fair one.
"""

import re
from collections.abc import Iterator
from enum import IntEnum

_HEADING = re.compile(
    r"[ \t]{0,3}(?:#{1,6}[ \t]|(?:chapter|part|book|section|appendix)[ \t]+[\divxlc]+\b"
    r"|第[0-9零〇一二三四五六七八九十百千两]{1,8}[章节回卷部篇编])",
    re.IGNORECASE,
)
_FENCE = re.compile(r"[ \t]{0,3}(`{3,}|~{3,})")
_BLANK_BEFORE = re.compile(r"(?:\n|\r)[ \t]*(?:\r\n|\n|\r)$")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_SENTENCE = re.compile(
    r"[.!?]+[\"'”’)\]]*(?=\s)\s+"
    r"|[。！？!?；…]+[”’」』）)\"']*(?![。！？；…”’」』）)\"'])[ \t\u3000]*"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|No|vs|etc|Fig|Eq|cf|e\.g|i\.e)|\b[A-Z])\.$"
)
_ABBREVIATION_CHARS = 8
_POOR = tuple(map(re.compile, (r"\r\n|\r|\n", r"[,;:]\s+|[，、：；]", r"\s+")))
_AHEAD_CHARS = 8
"""How far behind the end we look whether closing quotation marks belong to a sentence."""
LONGEST_HEADING_CHARS = 120


class Rank(IntEnum):
    """How good a place for a cut is; every one of them divides nothing."""

    ROW = 1
    SENTENCE = 2
    PARAGRAPH = 3
    HEADING = 4


Boundary = tuple[int, Rank]
"""The index of the first character behind the cut, and its rank."""


class Scanner:
    """Walks a text once, from cut to cut. `heading` is the last one before the cut."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.heading = ""
        self._fence = ""

    def whole(self, start: int, end: int) -> list[Boundary]:
        """Every cut in (start, end] that divides no sentence and no row, in order."""
        best: dict[int, Rank] = {}
        for at, rank in self._places(start, end):
            if start < at <= end and self.text[at - 1 : at + 1] != "\r\n":
                best[at] = max(rank, best.get(at, rank))
        return sorted(best.items())

    def _places(self, start: int, end: int) -> Iterator[Boundary]:
        fence, after_blank = self._fence, self._follows_blank(start)
        for at, line, after in _lines(self.text, start, end):
            was = fence
            fence = _toggled(fence, line)
            is_row = bool(was or fence) or line.lstrip().startswith("|")
            if not was and (fence or (after_blank and line.strip())):
                yield at, Rank.PARAGRAPH
            if is_row:
                if line.endswith(("\n", "\r")):
                    yield after, Rank.PARAGRAPH if was and not fence else Rank.ROW
            else:
                if _is_heading(line, stands_alone=after_blank):
                    yield at, Rank.HEADING
                yield from self._sentences(at, after, end)
            after_blank = not line.strip()

    def _sentences(self, at: int, after: int, end: int) -> Iterator[Boundary]:
        stop = after if after < end else end + _AHEAD_CHARS
        for match in _SENTENCE.finditer(self.text, at, stop):
            begin = match.start()
            before = self.text[max(at, begin - _ABBREVIATION_CHARS) : begin + 1]
            if not _ABBREVIATION.search(before):
                yield match.end(), Rank.SENTENCE

    def _follows_blank(self, at: int) -> bool:
        """Whether a paragraph could begin here."""
        return _BLANK_BEFORE.search(self.text, max(0, at - 8), at) is not None or at == 0

    def poor(self, start: int, end: int) -> int:
        """The best cut of those that divide something, as late as possible in (start, end]."""
        half = start + (end - start) // 2
        for pattern in _POOR:
            last = max((m.end() for m in pattern.finditer(self.text, half, end)), default=0)
            if last > start and self.text[last - 1 : last + 1] != "\r\n":
                return last
        return _between_characters(self.text, start, end)

    def advance(self, start: int, end: int) -> None:
        """The text up to `end` has been cut off."""
        after_blank = self._follows_blank(start)
        for _, line, _ in _lines(self.text, start, end):
            if not self._fence and _is_heading(line, stands_alone=after_blank):
                self.heading = line.strip().lstrip("#").strip()
            self._fence = _toggled(self._fence, line)
            after_blank = not line.strip()


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, str, int]]:
    """Each line that begins in [start, end): where, the line as far as `end`, where it ends."""
    at = start
    while at < end:
        match = _LINE.match(text, at, end)
        after = match.end() if match else end
        yield at, text[at:after], after
        at = after


def _toggled(fence: str, line: str) -> str:
    """The mark of the code fence that is open behind this line, "" for none."""
    mark = _FENCE.match(line)
    if mark is None:
        return fence
    if not fence:
        return mark[1]
    closes = mark[1][0] == fence[0] and len(mark[1]) >= len(fence)
    return "" if closes else fence


def _is_heading(line: str, *, stands_alone: bool) -> bool:
    """Words like "Chapter 7" count only where a paragraph could begin, and on a short line."""
    if len(line) > LONGEST_HEADING_CHARS or not _HEADING.match(line):
        return False
    return stands_alone or line.lstrip().startswith(("#", "第"))


def _between_characters(text: str, start: int, end: int) -> int:
    """`end`, or before it if that would part CR from LF or an accent from its letter."""
    cut = end
    while cut > start + 1 and cut < len(text) and _joins(text[cut - 1], text[cut]):
        cut -= 1
    return cut if cut > start + 1 else end


def _joins(before: str, after: str) -> bool:
    return (
        (before == "\r" and after == "\n")
        or "\u0300" <= after <= "\u036f"
        or after in "\u200d\ufe0e\ufe0f"
        or before == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
    )
