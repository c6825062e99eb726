"""Token counts without a tokenizer: close enough to plan and to bill, always the same.

Newer models spend about one token on 2.5 Latin characters, older ones on 3.4; a Chinese,
Japanese or Korean character is about one token on all of them.
"""

import math
import re

_WIDE = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_WIDE_CHARACTER = re.compile(f"[{_WIDE}]")
_PIECE = re.compile(f"[{_WIDE}]|\\s*[^\\s{_WIDE}]+|\\s+")

PER_MESSAGE = 4
PER_REQUEST = 3


def count(text: str, characters_per_token: float = 2.5) -> int:
    """Tokens of a text; at least one unless it is empty."""
    if not text:
        return 0
    wide = len(_WIDE_CHARACTER.findall(text))
    return max(1, wide + math.ceil((len(text) - wide) / characters_per_token))


def pieces(text: str, characters_per_token: float, tokens_per_piece: int) -> list[tuple[str, int]]:
    """The text cut into deltas of about so many tokens, each with its count.

    Joined they are the text again; the counts add up to `count(text)` give or take one.
    """
    cut: list[tuple[str, int]] = []
    pending, before = "", 0.0
    for match in _PIECE.finditer(text):
        pending += match.group()
        if count(pending, characters_per_token) >= tokens_per_piece:
            before = _append(cut, pending, before, characters_per_token)
            pending = ""
    if pending:
        _append(cut, pending, before, characters_per_token)
    return cut


def truncate(text: str, limit: int, characters_per_token: float) -> str:
    """The longest run of whole pieces from the start of the text that fits the limit."""
    kept, spent = [], 0
    for piece, cost in pieces(text, characters_per_token, 1):
        if spent + cost > limit:
            break
        kept.append(piece)
        spent += cost
    return "".join(kept)


def _append(cut: list[tuple[str, int]], piece: str, carried: float, per_token: float) -> float:
    """Adds a piece with whole tokens; returns the fraction of a token left for the next."""
    wide = len(_WIDE_CHARACTER.findall(piece))
    exact = wide + (len(piece) - wide) / per_token + carried
    cost = math.floor(exact)
    cut.append((piece, cost))
    return exact - cost
