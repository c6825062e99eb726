"""How many tokens a request has, without asking: an upper bound for money, a middle for windows.

Two families of tokenizers: models from 4.7 on make about 1.27 times the tokens of older ones. The
middle counts words, signs, digits and lines, for a token is a word in prose and a sign in code; the
bound counts characters, at what the densest recorded code and JSON have of them, and is never below
the middle with a margin. Chinese characters are about one token each, two at the worst.
"""

import re
import string
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from chatapp.claude.request import Request

_UNSPACED = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
_OLD_FAMILY = re.compile(r"claude-(?:3|[a-z]+-4(?:-[0156])?(?:-2\d{7})?$)")

NEW_PER_CHARACTER, OLD_PER_CHARACTER = 0.65, 0.48
TYPICAL_NEW, TYPICAL_OLD = 0.33, 0.26
"""Of a character of prose: what a page can count while somebody writes."""
NEW_BY_OLD = 1.27
PER_WORD, PER_SIGN, PER_DIGIT, PER_LINE = 1.05, 1.0, 0.5, 0.5
LONG_WORD, PER_LONG_WORD = 12, 2.5
UNSPACED_MOST, UNSPACED_TYPICAL = 2.0, 1.1
MARGIN = 1.3
"""Of the bound over the middle: from 500 tokens on, 95 % of what was recorded is within 26 %."""
PER_MESSAGE = 12
TOOLS_PROMPT = 700
THINKING_PROMPT = 40
CITATIONS_PROMPT = 700
PER_DOCUMENT = 40
IMAGE_MOST = 4_784
PDF_PAGE_MOST = 4_900
PDF_PAGE_BYTES = 2_000
IMAGE_TYPICAL, IMAGE_TYPICAL_OLD = 2_400, 1_400
FRAME_TYPICAL, PER_MESSAGE_TYPICAL = 6, 3
TOOLS_PROMPT_TYPICAL, TOOLS_PER_WORD = 510, 1.2
PDF_PAGE_TYPICAL, PDF_PAGE_TYPICAL_BYTES = 3_000, 50_000
_LETTERS = string.ascii_letters.encode()
_SIGNS = string.punctuation.encode()
_DIGITS = string.digits.encode()
_WORDS = bytes(0x61 if byte in _LETTERS else 0x20 for byte in range(256))
_BEYOND_ASCII = bytes(range(128, 256))
_PAGES = re.compile(r"PDF, (\d{1,4}) pages")

_OPAQUE = frozenset({"signature", "data", "encrypted_content", "encrypted_index", "cache_control"})


def upper_bound(request: Request) -> int:
    """More input tokens than the API will count, for all that is known."""
    texts, media = [], _prompts(request)
    for part in _parts([request.system, *request.messages]):
        if isinstance(part, str):
            texts.append(part)
        else:
            media += _media(part)
    if request.tools:
        texts.append(orjson.dumps(request.tools).decode())
    unspaced = sum(len(_UNSPACED.findall(part)) for part in texts if not part.isascii())
    latin = sum(map(len, texts)) - unspaced
    per_character = OLD_PER_CHARACTER if is_old(request.model) else NEW_PER_CHARACTER
    words = latin * per_character + unspaced * UNSPACED_MOST
    words = max(words, MARGIN * _tokens(" ".join(texts), request.model))
    return round(words) + media + PER_MESSAGE * (len(request.messages) + 1)


def _prompts(request: Request) -> int:
    """What Claude adds by itself: for tools, for thinking, for sources that it may cite."""
    thinks = (request.thinking or {"type": "disabled"}).get("type") != "disabled"
    sources = list(_sources(request.messages))
    cites = any(
        source.get("type") == "search_result" or source.get("citations") for source in sources
    )
    return (
        TOOLS_PROMPT * bool(request.tools)
        + THINKING_PROMPT * thinks
        + CITATIONS_PROMPT * cites
        + PER_DOCUMENT * len(sources)
    )


def _sources(value: Any) -> Iterable[Mapping[str, Any]]:
    """The documents and search results of some messages."""
    if isinstance(value, Mapping):
        if value.get("type") in ("document", "search_result"):
            yield value
        yield from _sources(value.get("content"))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _sources(item)


def of_text(text: str, model: str) -> int:
    """About how many tokens a text has, whoever wrote it."""
    return round(_tokens(text, model))


def typical(value: Any, model: str) -> int:
    """About how many tokens these texts and blocks have: as often too many as too few."""
    texts, media = [], 0
    for part in _parts(value):
        if isinstance(part, str):
            texts.append(part)
        else:
            media += _typical_media(part, model)
    return round(_tokens(" ".join(texts), model)) + media


def _tokens(text: str, model: str) -> float:
    """A megabyte takes some milliseconds: bytes are counted by kind.

    Wide characters are told from the length in UTF-8; both families make about as much of them.
    """
    raw = text.encode("utf-8", "replace")
    unspaced = max(0, len(raw) - len(text)) // 2
    if unspaced:
        raw = raw.translate(None, _BEYOND_ASCII)
    words = raw.translate(_WORDS)
    spaced = (
        PER_WORD * _runs(words)
        + PER_LONG_WORD * words.count(b"a" * LONG_WORD)
        + PER_SIGN * (len(raw) - len(raw.translate(None, _SIGNS)))
        + PER_DIGIT * (len(raw) - len(raw.translate(None, _DIGITS)))
        + PER_LINE * raw.count(b"\n")
    )
    return spaced * _scale(model) + unspaced * UNSPACED_TYPICAL


def _runs(words: bytes) -> int:
    return words.count(b" a") + words.startswith(b"a")


def _scale(model: str) -> float:
    return 1.0 if is_old(model) else NEW_BY_OLD


def of_frame(request: Request) -> int:
    """About what stands around the messages: the instructions, and tools with their own prompt."""
    tokens = FRAME_TYPICAL + typical(request.system, request.model)
    if request.tools:
        words = _runs(orjson.dumps(request.tools).translate(_WORDS)) * TOOLS_PER_WORD
        tokens += TOOLS_PROMPT_TYPICAL + round(words * _scale(request.model))
    return tokens


def of_messages(request: Request) -> int:
    """About what the messages themselves come to."""
    texts = [message["content"] for message in request.messages]
    return typical(texts, request.model) + PER_MESSAGE_TYPICAL * len(texts)


def _typical_media(block: Mapping[str, Any], model: str) -> int:
    if block.get("type") == "image":
        return IMAGE_TYPICAL_OLD if is_old(model) else IMAGE_TYPICAL
    size = len(block["source"].get("data") or "") * 3 // 4
    return PDF_PAGE_TYPICAL * (1 + size // PDF_PAGE_TYPICAL_BYTES)


def is_old(model: str) -> bool:
    """Whether the model has the tokenizer from before Opus 4.7."""
    return _OLD_FAMILY.match(model) is not None


def _parts(value: Any) -> Iterable[str | Mapping[str, Any]]:
    """Every text of a request, and its images and documents as blocks."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        source = value.get("source")
        if isinstance(source, Mapping):
            if source.get("type") in ("text", "content"):
                yield from _parts([source.get("data") or "", source.get("content") or ""])
                yield from _parts([value.get("title") or "", value.get("context") or ""])
            else:
                yield value
            return
        for name, item in value.items():
            if name not in _OPAQUE:
                yield from _parts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _parts(item)


def _media(block: Mapping[str, Any]) -> int:
    if block.get("type") == "image":
        return IMAGE_MOST
    if counted := _PAGES.fullmatch(str(block.get("context") or "")):  # we wrote it, having counted
        return PDF_PAGE_MOST * int(counted[1])
    size = len(block["source"].get("data") or "") * 3 // 4
    return PDF_PAGE_MOST * (1 + size // PDF_PAGE_BYTES)
