"""A request's words without what must not leave.

What happens to a message hangs only on what stands before it, the rules and the false alarms:
the next turn sends the same history again, and it must come out the same (prompt caching, and
thinking that is signed over it).
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from chatapp.redaction.blocks import walk
from chatapp.redaction.finding import Found
from chatapp.redaction.kinds import LITERAL, Action, known
from chatapp.redaction.placeholders import WHOLE, mask, placeholder
from chatapp.redaction.policy import Rules
from chatapp.redaction.vault import Vault

LEAST_REMEMBERED_CHARS = 6
"""A value of fewer characters is hidden where it was found, not wherever it occurs."""
CHARS_PER_SEARCH = 300
"""A search for one value goes over so many characters while one of them is looked up."""


@dataclass(slots=True)
class Concealer:
    """Goes through one request, first to last.

    `hidden` counts by kind what was replaced or masked, `warned` what was sent all the same,
    `refused` what may not be sent at all; all of them of the part that is new.
    """

    rules: Rules
    vault: Vault
    is_new: bool = False
    hidden: Counter[str] = field(default_factory=Counter)
    warned: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    _seen: dict[str, str] = field(default_factory=dict)
    _lengths: dict[str, set[int]] = field(default_factory=dict)

    def conceal(self, value: Any) -> Any:
        """A copy of blocks, messages or a text with nothing in it that must not leave."""
        return walk(value, self.text)

    def text(self, text: str) -> str:
        """One text."""
        found = [*self.rules.scanner.scan(text), *self._typed(text)]
        pieces: list[str] = []
        at = 0
        for one in sorted(found):
            if one.start < at:
                continue
            pieces += (self._seen_before(text[at : one.start]), self._stand_in(text, one))
            at = one.end
        if not pieces:
            return self._seen_before(text)
        pieces.append(self._seen_before(text[at:]))
        return "".join(pieces)

    def _typed(self, text: str) -> list[Found]:
        """Placeholders of this conversation that somebody typed: they mean themselves."""
        if "-" not in text or not self.vault.values:
            return []
        return [
            Found(*match.span(), LITERAL.code)
            for match in WHOLE.finditer(text)
            if (match["code"] or match["bare"]).upper() in self.vault.values
        ]

    def _stand_in(self, text: str, one: Found) -> str:
        given = text[one.start : one.end]
        action = self.rules.action(one.kind)
        if self.rules.correctable(one.kind) and self.vault.is_false_alarm(given):
            return given
        if action == Action.ALLOW:
            return given
        if self.is_new:
            counted = {Action.WARN: self.warned, Action.REFUSE: self.refused}
            counted.get(action, self.hidden)[one.kind] += 1
        if action == Action.WARN:
            return given
        kind = known(one.kind)
        stand_in = mask(kind)
        if action == Action.REPLACE:
            stand_in = placeholder(kind, self.vault.code(one.kind, given))
        if len(given) >= LEAST_REMEMBERED_CHARS and given not in self._seen:
            self._seen[given] = stand_in
            self._lengths.setdefault(given[:LEAST_REMEMBERED_CHARS], set()).add(len(given))
        return stand_in

    def _seen_before(self, text: str) -> str:
        """Values found further up, where nothing around them says what they are."""
        if not self._seen or len(text) < LEAST_REMEMBERED_CHARS:
            return text
        again = self._occurring(text)
        if not again:  # a thousand alternatives at each character would cost a thousand times more
            return text
        longest_first = sorted(again, key=len, reverse=True)
        form = re.compile("|".join(map(_standing_alone, longest_first)))
        return form.sub(lambda match: self._seen[match.group()], text)

    def _occurring(self, text: str) -> set[str]:
        """The values that stand in a text: looked for one by one, or, where they are many and it is
        short (a table of customers is thousands of pieces), from each of its characters on.
        """
        if len(text) > len(self._seen) * CHARS_PER_SEARCH:
            return {value for value in self._seen if value in text}
        return {
            value
            for at in range(len(text) - LEAST_REMEMBERED_CHARS + 1)
            for length in self._lengths.get(text[at : at + LEAST_REMEMBERED_CHARS], ())
            if (value := text[at : at + length]) in self._seen
        }


def _standing_alone(value: str) -> str:
    before = r"(?<![0-9A-Za-z])" if value[0].isascii() and value[0].isalnum() else ""
    after = r"(?![0-9A-Za-z])" if value[-1].isascii() and value[-1].isalnum() else ""
    return f"{before}{re.escape(value)}{after}"
