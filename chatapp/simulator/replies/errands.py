"""Recognises requests that are not chat: title this, summarise that; and finds the material."""

import re
from dataclasses import dataclass
from typing import Literal

from .. import attachments
from ..prompt import Prompt, texts

Kind = Literal["title", "summary"]

_ASK_EN = (
    r"(?:write|give|generate|suggest|create|make|come up with|provide|produce|choose|pick"
    r"|reply with|answer with|respond with|return)"
)
_TITLE = re.compile(
    rf"(?im)\b{_ASK_EN}\b[^.!?\n]{{0,80}}\b(?:title|headline)s?\b"
    r"|\b(?:title|name)\s+(?:this|the following|the)\s+(?:chat|conversation|text|message)\b"
    r"|(?:起|取|拟|想|写|给|生成|概括|总结)[^。！？\n]{0,40}(?:标题|题目)"
)
_SUMMARY = re.compile(
    r"(?im)^\W*(?:(?:please|now|can you|could you|briefly)\W+)*(?:summari[sz]e|sum up|condense)\b"
    r"|\btl;?dr\b"
    rf"|\b{_ASK_EN}\b[^.!?\n]{{0,40}}\b(?:summary|abstract)\b"
    r"|(?:总结|概括|归纳|摘要|概述)"
)
_SYSTEM_SUMMARY = re.compile(
    r"(?im)^\W*(?:your (?:task|job) is to\s+|you\s+)?(?:summari[sz]e|condense|compress)\b"
    rf"|^\W*(?:your (?:task|job) is to\s+|you\s+)?{_ASK_EN}\b[^.!?\n]{{0,40}}"
    r"\b(?:summary|summaries)\b"
    r"|^\W*(?:请|你的任务是|你负责)?[^。！？\n]{0,12}(?:总结|概括|压缩|摘要)"
)
_SYSTEM_TITLE = re.compile(
    rf"(?im)(?:^|[.!?:]\s+)(?:your (?:task|job) is to\s+|you\s+|please\s+)?{_ASK_EN}\b"
    r"[^.!?\n]{0,80}\btitles?\b"
    r"|^\W*(?:title|name)\s+(?:this|the)\b"
    r"|(?:^|[。！？\n])[^。！？\n]{0,20}(?:起|取|拟|想|写|生成)[^。！？\n]{0,30}标题"
)
_TAGGED = re.compile(r"<([a-z_]+)>\s*(.*?)\s*</\1>", re.S | re.I)


@dataclass(frozen=True)
class Errand:
    kind: Kind
    material: str


def kind_of(text: str) -> Kind | None:
    """Which errand the words of a user ask for."""
    if _TITLE.search(text):
        return "title"
    return "summary" if _SUMMARY.search(text) else None


def in_system(prompt: Prompt) -> Kind | None:
    """Which errand the system prompt sets for every question."""
    if _SYSTEM_TITLE.search(prompt.system):
        return "title"
    return "summary" if _SYSTEM_SUMMARY.search(prompt.system) else None


def find(prompt: Prompt, question: str) -> Errand | None:
    """The errand of a request and the text that it is about."""
    kind = in_system(prompt)
    if kind:
        return Errand(kind, _everything_said(prompt) if kind == "summary" else _first_said(prompt))
    kind = kind_of(question)
    if kind is None:
        return None
    return Errand(kind, _quoted(question) or _attached(prompt) or _before(prompt, kind) or question)


def _quoted(question: str) -> str:
    """The material inside a question: tagged, or what follows the instruction."""
    tagged = max((found[2] for found in _TAGGED.finditer(question)), key=len, default="")
    if tagged:
        return tagged
    for separator in ("\n", ":", "："):
        instruction, _, rest = question.partition(separator)
        if rest.strip() and kind_of(instruction):
            return rest.strip()
    head, _, last = question.rpartition("\n\n")
    return head.strip() if kind_of(last) and head else ""


def _attached(prompt: Prompt) -> str:
    written = texts(prompt.asked_in["content"])[:-1]
    documents = [attachments.text_of(block) for block in prompt.attachments]
    return "\n".join(part for part in (*written, *documents) if part.strip())


def _before(prompt: Prompt, kind: Kind) -> str:
    if prompt.is_first_turn:
        return ""
    return _first_said(prompt) if kind == "title" else _everything_said(prompt, but_last=True)


def _first_said(prompt: Prompt) -> str:
    said = (text for message in prompt.messages for text in texts(message["content"]))
    return next(said, "")


def _everything_said(prompt: Prompt, but_last: bool = False) -> str:
    messages = prompt.messages[:-1] if but_last else prompt.messages
    return "\n".join(text for message in messages for text in texts(message["content"]))
