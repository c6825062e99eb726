"""Short titles made of the words of a text."""

import re

from ..prompt import is_chinese
from .subject import shorten

_MOST_WORDS = 6
_MOST_CHARACTERS = 14
_LABEL = re.compile(r"(?im)^\s*(?:user|human|assistant|claude|用户|助手)\s*[:：]\s*")
_TAG = re.compile(r"</?[a-z_]+>", re.I)
_POLITE = re.compile(
    r"(?i)^(?:hi|hello|hey|please|could you|can you|would you|i want to|i would like to|i need to|"
    r"help me(?: to)?|tell me|show me|how (?:do|can) i|what(?: is|'s| are)|explain|write|give me|"
    r"(?:how|why) (?:do|does|is|are))\b[\s,!]*"
)
_POLITE_CHINESE = re.compile(
    r"^(?:请问|请你|请|帮我|帮忙|你能不能|能不能|你能|能否|可以|告诉我|给我|我想要?|介绍一下|解释一下|写一[个篇段首份封])"
)
_CLAUSE_END = re.compile(r"[.!?\n。！？；，,;]")


def make(text: str) -> str:
    """A title for a conversation that begins with this text, in its language."""
    text = _TAG.sub(" ", _LABEL.sub("", text)).strip()
    text = re.sub(r"^/simulate\s*", "simulate ", text)
    chinese = is_chinese(text[:200])
    text = _strip(text, _POLITE_CHINESE if chinese else _POLITE)
    clauses = [part.strip(" \t*#>`\"'“”-") for part in _CLAUSE_END.split(text)]
    clause = next((part for part in clauses if len(part) > 1), text.strip())
    if chinese:
        return shorten(clause, _MOST_CHARACTERS).rstrip("…") or clause
    words = clause.split()[:_MOST_WORDS]
    title = " ".join(words)[:60].strip(" ,.;:?!")
    return title[:1].upper() + title[1:] if title else "New conversation"


def _strip(text: str, courtesy: re.Pattern[str]) -> str:
    """Removes the courtesies in front as long as there are words behind them."""
    while True:
        shorter = courtesy.sub("", text, count=1).lstrip(" ,!，！")
        if shorter == text or not shorter:
            return text
        text = shorter
