"""Numbers in a list: among enough ids of sixteen digits one in thirty is a card by chance.

What tells it apart are the others of its length around it: of cards, most are cards.
"""

from collections.abc import Callable, Iterator
from itertools import chain, zip_longest

from chatapp.redaction.finding import Text

LEAST, MOST = 5, 13
"""So few numbers are a list; so many are looked at, the nearest on both sides."""

LEAST_IDS = 2
"""In a list of ids at least so many for each value are nothing like one."""

MOST_BY_CHANCE = MOST // (1 + LEAST_IDS)
LONGEST_LINE = 400
_REACH = 4 * MOST
"""Numbers of other lengths may stand between: in the other columns of a table."""


def by_chance(
    text: Text, at: int, is_value: Callable[[str], bool], is_like: Callable[[str], bool]
) -> bool:
    """Whether the bare number at this place of `text.numbers` is a value among many that are none.

    `is_value` and `is_like` say it of the digits of a number. What is only like a value says
    nothing: a value with a slip of the pen is no id.
    """
    before, after = _listed(text, at, -1), _listed(text, at, 1)
    count = values = 1
    ids = 0
    for number in chain.from_iterable(zip_longest(before, after)):
        if number is None:
            continue
        count += 1
        if not is_like(number):
            ids += 1
        elif is_value(number):
            values += 1
        if values > MOST_BY_CHANCE or count == MOST:
            break
    return count >= LEAST and values * LEAST_IDS <= ids


def _listed(text: Text, at: int, step: int) -> Iterator[str]:
    """The numbers as long as this one, each on the line of the one before it or on the next."""
    start, end = text.numbers[at]
    last = start, end
    for place in range(at + step, at + step * _REACH, step):
        if not 0 <= place < len(text.numbers):
            return
        other = text.numbers[place]
        gap = (last[1], other[0]) if step > 0 else (other[1], last[0])
        if gap[1] - gap[0] > LONGEST_LINE or text.text.count("\n", *gap) > 1:
            return
        if other[1] - other[0] == end - start:
            last = other
            yield text.text[other[0] : other[1]]
