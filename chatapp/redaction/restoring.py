"""Values back into what Claude says, also while it is being said.

Held back is only what may be the beginning of a placeholder, until the next characters tell. How
a text is cut into deltas makes no difference to what comes out.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from chatapp.redaction.blocks import is_sealed, walk
from chatapp.redaction.placeholders import BEGUN, WHOLE

Values = Mapping[str, str]
"""What stands behind each code."""


def restore(text: str, values: Values, *, as_json: bool = False) -> str:
    """A whole text with its placeholders replaced; `as_json` where it is the text of JSON."""
    if not values:
        return text
    return WHOLE.sub(_putting(values, as_json=as_json), text)


def _putting(values: Values, *, as_json: bool = False) -> Callable[[re.Match[str]], str]:
    def put(match: re.Match[str]) -> str:
        value = values.get((match["code"] or match["bare"]).upper())
        if value is None:
            return match.group()
        if as_json:
            value = json.dumps(value, ensure_ascii=False)[1:-1]
        opened, closed = match["open"] or "", match["close"] or ""
        if opened and not closed:  # a bracket around more than this one
            return opened + value
        if opened[0:1] == "\\" != closed[0:1]:  # it stood before the value
            return "\\" + value
        return value

    return put


class Restorer:
    """One text block as it arrives."""

    def __init__(self, values: Values) -> None:
        self._put = _putting(values)
        self._before = ""
        self._held = ""

    def feed(self, delta: str) -> str:
        """What can be shown now."""
        text = self._before + self._held + delta
        begun = BEGUN.search(text, len(self._before))
        return self._give(text, begun.start() if begun else len(text))

    def flush(self) -> str:
        """What was held back, now that nothing follows."""
        text = self._before + self._held
        return self._give(text, len(text))

    def _give(self, text: str, end: int) -> str:
        pieces: list[str] = []
        at = len(self._before)
        for match in WHOLE.finditer(text, at):
            if match.end() > end:
                break
            pieces += (text[at : match.start()], self._put(match))
            at = match.end()
        pieces.append(text[at:end])
        self._before, self._held = text[max(0, end - 1) : end], text[end:]
        return "".join(pieces)


def restore_block(block: dict[str, Any], values: Values) -> dict[str, Any]:
    """A whole block of Claude's; thinking stays as it was signed."""
    if not values or is_sealed(block):
        return block
    restored: dict[str, Any] = walk(block, lambda text: restore(text, values))
    if "_partial_input" in block:
        restored["_partial_input"] = restore(block["_partial_input"], values, as_json=True)
    return restored
