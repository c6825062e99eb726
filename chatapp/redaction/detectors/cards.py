"""Payment cards of all networks: a known issuer's range, a length of that network, Luhn."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from chatapp.redaction.finding import Found, Run, Text
from chatapp.redaction.tables import COLUMN_DIGITS, Row, without_tables

KINDS = ("card",)

_RANGES: tuple[tuple[str, str, range | tuple[int, ...]], ...] = (
    ("4", "4", (13, 16, 18, 19)),  # Visa
    ("51", "55", (16,)),  # Mastercard
    ("2221", "2720", (16,)),
    ("34", "34", (15,)),  # American Express
    ("37", "37", (15,)),
    ("300", "305", range(14, 20)),  # Diners Club
    ("3095", "3095", range(14, 20)),
    ("36", "36", range(14, 20)),
    ("38", "39", range(14, 20)),
    ("6011", "6011", range(16, 20)),  # Discover
    ("644", "659", range(16, 20)),
    ("3528", "3589", range(16, 20)),  # JCB
    ("1800", "1800", (15,)),
    ("2131", "2131", (15,)),
    ("62", "62", range(16, 20)),  # UnionPay
    ("810", "817", range(16, 20)),
    ("2200", "2205", range(16, 20)),  # Mir, Borica
    ("5018", "5020", range(12, 20)),  # Maestro, Dankort, Switch, Solo, Laser
    ("5038", "5038", range(12, 20)),
    ("56", "58", range(12, 20)),
    ("0604", "0604", range(12, 20)),
    ("6304", "6304", range(12, 20)),
    ("6331", "6334", range(12, 20)),
    ("6390", "6390", range(12, 20)),
    ("6706", "6709", range(12, 20)),
    ("6759", "6771", range(12, 20)),
    ("508500", "508999", (16,)),  # RuPay, Verve, Elo, Hipercard, InstaPayment, InterPayment, Troy
    ("606985", "608999", (16,)),
    ("506099", "507964", (16, 18, 19)),
    ("5090", "5090", (16,)),
    ("606282", "606282", (16, 19)),
    ("636", "639", range(16, 20)),
    ("9792", "9792", (16,)),
)
_LONGEST, _SHORTEST = 19, 12
_LABEL = re.compile(
    r"(?:card|visa|master|amex|american express|discover|diners|maestro|unionpay|jcb|mir|\bcc\b|"
    r"\bpan\b|credit|debit|银行卡|信用卡|储蓄卡|借记卡|卡号|银联)[^0-9]{0,24}$"
)
_RARE = {"4": (13, 18)}
"""Lengths that a network has given up: bare digits of these need a word for them."""

_NEAR = re.compile(
    r"card|visa|credit|debit|\bcvv|\bcvc|\bexp|\bpa(?:y|id)|charge|valid thru|number|"
    r"卡|银联|付款|支付|号码"
)
_NEAR_CHARS = 60
_LEAST_PAIRED = 15
"""Digits two by two are a card's from so many on; fewer are a draw of a lottery."""

_THOUSANDS = 3
"""Digits in threes between blanks or dots are a large figure."""

_SHAPES = {(4, 6, 5), (4, 6, 4), (6, 13), (6, 10), (6, 9), (6, 12), (1, 4, 4, 4), (9, 9), (6, 6, 4)}
_PARCEL_GROUPS = [4, 4, 4, 4, 4, 2]
_ADDRESS = re.compile(r"://[^\s?]*$")
_DOI = re.compile(r"10\.[0-9]{4,9}/")
_DOUBLED = str.maketrans("0123456789", "0246813579")
_BEGINNINGS: dict[str, list[tuple[str, str, frozenset[int]]]] = {}
for _low, _high, _lengths in _RANGES:
    for _first in range(int(_low.ljust(2, "0")[:2]), int(_high.ljust(2, "9")[:2]) + 1):
        _BEGINNINGS.setdefault(f"{_first:02}", []).append((_low, _high, frozenset(_lengths)))


def find(text: Text) -> Iterator[Found]:
    """Cards in any grouping that people write, also glued to letters."""
    rows = [row for run in text.runs if (row := _row(text, run))]
    for row in without_tables(text, rows):
        for begin, end in row.windows:
            yield Found(row.run[begin][0], row.run[end - 1][1], "card")


def is_card(number: str) -> bool:
    """Whether these digits are a card's, as far as can be told from them alone."""
    return len(number) in _lengths_of(number) and _passes_luhn(number)


def is_labelled(text: Text, start: int) -> bool:
    """Whether a word for a card stands before."""
    return _LABEL.search(text.label(start)) is not None


def _row(text: Text, run: Run) -> Row | None:
    digits = "".join(text.text[start:end] for start, end in run)
    if len(digits) < _SHORTEST:
        return None
    offsets = [0]
    for start, end in run:
        offsets.append(offsets[-1] + end - start)
    row, begin = Row(run), 0
    while begin < len(run):
        taken = _card_at(text, run, digits, offsets, begin)
        if taken:
            row.windows.append((begin, begin + taken))
        is_single = run[begin][1] - run[begin][0] == 1  # another may begin in the midst of it
        begin += 1 if is_single else taken or 1
    return row


def _card_at(text: Text, run: Run, digits: str, offsets: list[int], begin: int) -> int:
    """How many groups from `begin` on make a card; the most digits win."""
    at = offsets[begin]
    number = digits[at : at + _LONGEST]
    last = bisect_right(offsets, at + _LONGEST, begin + 1) - 1
    for end in range(last, begin, -1):
        length = offsets[end] - at
        if length < _SHORTEST:
            break
        if not _passes_luhn(number[:length]):
            continue
        labelled = begin == 0 and is_labelled(text, run[0][0])
        if labelled or length in _lengths_of(number[:length]):
            groups = run[begin:end]
            if labelled or (
                is_shape(
                    *_grouping(text, groups),
                    _beside(text, run, begin, end),
                    len(groups) == len(run),
                )
                and not _is_other(text, run, begin, end)
            ):
                return end - begin
    return 0


def _passes_luhn(number: str) -> bool:
    """As `stdnum.luhn`, which takes any alphabet and ten times as long: tables are full of it."""
    doubled = sum(map(int, number[-2::-2].translate(_DOUBLED)))
    return (sum(map(int, number[-1::-2])) + doubled) % 10 == 0


def _lengths_of(number: str) -> set[int]:
    """How long a card can be that begins so."""
    lengths: set[int] = set()
    for low, high, theirs in _BEGINNINGS.get(number[:2], ()):
        if low <= number[: len(low)] <= high:
            lengths |= theirs
    return lengths


def _is_other(text: Text, run: Run, begin: int, end: int) -> bool:
    """The number of a paper, a parcel; bare digits that are decimals, named otherwise, a page."""
    if _DOI.match(text.text, run[0][0]) or _is_parcel(text, run):
        return True
    start, stop = run[begin][0], run[end - 1][1]
    if end - begin > 1:
        return begin > 0 and text.is_glued(run[0][0])  # of an account, whose letters stand before
    if begin and text.text[run[begin - 1][1] : start] == ".":
        return True
    if text.is_reference(start) and not text.is_written_id(start):
        return True
    if text.before(start) == "/" and _ADDRESS.search(text.label(start)):
        return _LABEL.search(text.label(start)) is None
    if stop - start in _RARE.get(text.text[start], ()):
        return _NEAR.search(text.lower[max(0, start - _NEAR_CHARS) : stop + _NEAR_CHARS]) is None
    return False


def _is_parcel(text: Text, run: Run) -> bool:
    """Numbers of the United States Postal Service: 22 digits from 91 to 95 on."""
    if len(run) != len(_PARCEL_GROUPS):
        return False
    is_grouped = [end - start for start, end in run] == _PARCEL_GROUPS
    return is_grouped and "91" <= text.text[run[0][0] :][:2] <= "95"


def _grouping(text: Text, groups: Run) -> tuple[list[int], set[str]]:
    between = {text.text[a[1] : b[0]] for a, b in pairwise(groups)}
    return [end - start for start, end in groups], between


def _beside(text: Text, run: Run, begin: int, end: int) -> int:
    """How many groups beside these go on as they do: parted alike, and as long or columns."""
    if end - begin < 2:
        return 0
    size, join = run[begin][1] - run[begin][0], text.text[run[begin][1] : run[begin + 1][0]]
    beside = 0
    for groups in (run[max(0, begin - 3) : begin + 1][::-1], run[end - 1 : end + 3]):
        for (a, b), (c, d) in pairwise(groups):
            between = text.text[min(b, d) : max(a, c)]
            if between != join or (d - c != size and d - c < COLUMN_DIGITS):
                break
            beside += 1
    return beside


def is_usual(sizes: Sequence[int]) -> bool:
    """Whether these are the groups of cards: fours with a rest, 4-6-5 and the like, or ones."""
    *fours, last = sizes
    return tuple(sizes) in _SHAPES or set(sizes) == {1} or (set(fours) == {4} and last <= 4)


def is_shape(
    sizes: Sequence[int], joins: Collection[str], beside: int, is_whole: bool = True
) -> bool:
    """Whether people group cards like that: 4-4-4-4, 4-6-5, one by one …

    `beside` counts the groups beside that go on in the same way: a part of more is a table.
    `is_whole`: nothing stands beside.
    """
    if len(sizes) == 1 or set(sizes) == {4} or tuple(sizes) in _SHAPES:
        return True
    if all(size % 4 == 0 for size in sizes):
        return beside == 0
    first, *_, last = sizes
    uniform = all(size == first for size in sizes[:-1])
    if first == 4:
        return uniform and last <= 7
    if not uniform or last > first:
        return False
    if (len(sizes) == 2 and "." in joins) or (first == 2 and sum(sizes) < _LEAST_PAIRED):
        return False
    if first == _THOUSANDS and set(joins) <= {" ", "."}:
        return False
    return beside == 0 and (is_whole or first > 2 or len(joins) == 1)
