"""What somebody who never read the detectors would try: values, spellings, places, look-alikes.

Nothing in this folder shares a table or a rule with `chatapp.redaction`: where the two disagree,
one of them is wrong. `scripts/bench redaction` prints what is missed and what is falsely found.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """A value as its issuer writes it: `groups` are the sizes of its usual groups, () for none.

    `needs_word`: so many harmless numbers look the same that only a word for it tells.
    """

    kind: str
    name: str
    text: str
    groups: tuple[int, ...] = ()
    needs_word: bool = False


@dataclass(frozen=True, slots=True)
class Planted:
    """A value within a text, at `start` to `end`; `manner` names how it was spelt."""

    value: Value
    manner: str
    text: str
    start: int
    end: int
