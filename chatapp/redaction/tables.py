"""Numbers in columns: rows of a table aren't groups of one number.

Among enough columns of four digits some four make a card by chance. What tells them apart is what
stands beside them: more columns, and rows that make none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chatapp.redaction.finding import Run, Text

COLUMN_DIGITS = 3
"""Groups of fewer digits are an expiry date, a day, a place in a list."""

LEAST_COLUMNS = 4
LEAST_GROUPS = 3
MOST_BESIDE = 2
"""A card has its expiry date and its code behind it, not more."""


@dataclass(slots=True)
class Row:
    """A run and the windows of groups in it, `[begin, end)`, that look like a value."""

    run: Run
    windows: list[tuple[int, int]] = field(default_factory=list)

    @property
    def is_wide(self) -> bool:
        """Whether it has as many columns as a value has groups."""
        if len(self.run) < LEAST_COLUMNS:
            return False
        return len([0 for start, end in self.run if end - start >= COLUMN_DIGITS]) >= LEAST_COLUMNS

    def beside(self, text: Text) -> int:
        """How many columns stand beside the values, parted from them as their groups are.

        Two as wide as a card's groups are a table; a narrower one may be its code.
        """
        taken = {group for begin, end in self.windows for group in range(begin, end)}
        reached: set[int] = set()
        for begin, end in self.windows:
            if end - begin >= LEAST_GROUPS:
                reached.update(self._reached(text, self._join(text, begin), begin, end))
        sizes = [end - start for start, end in (self.run[group] for group in reached - taken)]
        wide = sum(size > COLUMN_DIGITS for size in sizes)
        return MOST_BESIDE + 1 if wide > 1 else sum(size >= COLUMN_DIGITS for size in sizes)

    def _reached(self, text: Text, join: str, begin: int, end: int) -> Iterator[int]:
        for group in range(begin - 1, max(-1, begin - 2 - MOST_BESIDE), -1):
            if self._join(text, group) != join:
                break
            yield group
        for group in range(end, min(len(self.run), end + 1 + MOST_BESIDE)):
            if self._join(text, group - 1) != join:
                break
            yield group

    def _join(self, text: Text, group: int) -> str:
        return text.text[self.run[group][1]]  # of how many blanks, differs with the width of cells


def without_tables(text: Text, rows: Sequence[Row]) -> list[Row]:
    """The rows with windows that are values: not by chance, in the midst of columns."""
    kept: list[Row] = []
    block: list[Row] = []
    for row in rows:
        is_wide = row.is_wide
        if block and not (is_wide and _is_next_line(text, block[-1], row)):
            kept += _values_of(text, block)
            block = []
        if is_wide:
            block.append(row)
        elif row.windows:
            kept.append(row)
    return kept + _values_of(text, block)


def _values_of(text: Text, block: Sequence[Row]) -> list[Row]:
    """The rows of one table that hold values: none, if few do."""
    found = [row for row in block if row.windows]
    if len(found) * 3 < len(block):
        return []
    few = len(found) * 2 <= len(block) and len(block) > 1
    return [row for row in found if row.beside(text) <= (0 if few else MOST_BESIDE)]


def _is_next_line(text: Text, row: Row, after: Row) -> bool:
    return text.text.count("\n", row.run[-1][1], after.run[0][0]) == 1
