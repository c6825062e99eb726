"""Ordinary answers: about the words of the question, in its language, in lively Markdown."""

import hashlib
import re
from typing import TypeVar

from ..attachments import inspect, text_of
from ..prompt import Prompt
from ..reply import Text
from ..wire import Json
from . import code_samples
from .chinese import CHINESE
from .english import ENGLISH
from .subject import key_words, shorten
from .voice import Voice

Choice = TypeVar("Choice")

_GREETING = re.compile(
    r"(?i)^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks?(?: you)?|你好|您好|嗨|哈喽"
    r"|早上好|下午好|晚上好|谢谢)(?:\W+(?:there|claude|all))?\W*$"
)
_TABLE = re.compile(r"(?i)\btable\b|\bcompar|\bversus\b|\bvs\b|表格|对比|比较|区别")
_MATHS = re.compile(
    r"(?i)\bmath|\bequation|\bformula|\bintegral|\bderivative|\blatex\b|数学|公式|方程|积分|微积分|导数"
)
_DIAGRAM = re.compile(r"(?i)\bdiagram\b|\bflow ?chart\b|\bmermaid\b|流程图|示意图|时序图")
_LIST = re.compile(r"(?i)\blist\b|\bbullet|\bsteps?\b|列表|列出|清单|步骤")
_MERMAID = """\
```mermaid
flowchart LR
  A["{first}"] --> B{{"{second}"}}
  B -->|1| C[OK]
  B -->|2| A
```"""
_SOLUTION = "$$\nx_{1,2} = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}\n$$"


def voice(prompt: Prompt) -> Voice:
    return CHINESE if prompt.chinese else ENGLISH


def quotation(text: str, speech: Voice, length: int = 160) -> str:
    return speech.quotation.format(text=shorten(text, length))


def answer(prompt: Prompt, question: str) -> list[Text]:
    """The whole answer: one text block, and one per cited document before it."""
    speech = voice(prompt)
    if _GREETING.match(question) and not prompt.attachments:
        return [Text(speech.greeting)]
    parts = []
    if question.strip():
        parts.append(speech.quote.format(subject=quotation(question, speech)))
    if prompt.turn > 1:
        before = quotation(_previous_question(prompt), speech, 60)
        parts.append(speech.earlier.format(subject=before))
    parts += [_acknowledge(prompt, block) for block in prompt.attachments]
    cited = _citations(prompt)
    if cited:
        return [Text("\n\n".join(parts) + "\n\n"), *cited, Text("\n\n" + _body(speech, question))]
    return [Text("\n\n".join([*parts, _body(speech, question)]))]


def _body(speech: Voice, question: str) -> str:
    """Sections as the question asks for them; without special wishes, a short discussion."""
    words = key_words(question)
    first, second = words[0], words[-1]
    sections = []
    sample = code_samples.wanted(question)
    if sample:
        code = code_samples.render(sample, shorten(question, 70))
        intro = speech.code_intro.format(language=sample.name)
        sections += [intro, code, speech.code_note]
    if _TABLE.search(question):
        sections += [speech.table_intro, _table(speech, words)]
    if _MATHS.search(question):
        sections += [speech.maths, _SOLUTION]
    if _DIAGRAM.search(question):
        sections += [speech.diagram, _MERMAID.format(first=first, second=second)]
    if _LIST.search(question) and not sections:
        sections += [speech.list_intro, "\n".join(f"- {word}" for word in words)]
    if not sections:
        sections = _discussion(speech, question, words)
    closing = _pick(speech.closings, question).format(first=first)
    return "\n\n".join([*sections, closing])


def _discussion(speech: Voice, question: str, words: list[str]) -> list[str]:
    summary, details = _pick(speech.headings, question)
    opening = _pick(speech.openings, question).format(first=words[0], second=words[-1])
    points = "\n".join(
        speech.point.format(
            number=number, name=name, text=text.format(word=words[number % len(words)])
        )
        for number, (name, text) in enumerate(speech.points, 1)
    )
    return [f"## {summary}", opening, f"## {details}", points]


def _table(speech: Voice, words: list[str]) -> str:
    head = " | ".join(speech.table_head)
    rows = [
        f"| {word} | {' | '.join(speech.table_cells[i % len(speech.table_cells)])} |"
        for i, word in enumerate(words)
    ]
    return "\n".join([f"| {head} |", "| --- | --- | --- |", *rows])


def _acknowledge(prompt: Prompt, block: Json) -> str:
    speech, found = voice(prompt), inspect(block, prompt.model)
    size = speech.size.format(size=found.size_bytes) if found.size_bytes is not None else ""
    facts = [fact for fact in (found.title, found.media_type, found.measure, size) if fact]
    kind = speech.kinds[found.kind]
    return speech.attachment.format(kind=kind, facts=speech.joiner.join(facts))


def _citations(prompt: Prompt) -> list[Text]:
    """One quoted block for each document that asks to be cited and has words in it."""
    cited = []
    for index, block in enumerate(b for b in prompt.attachments if b["type"] == "document"):
        words = text_of(block)
        if not (block.get("citations") or {}).get("enabled"):
            continue
        if inspect(block, prompt.model).media_type == "application/pdf":
            cited.append(
                Text(f"{voice(prompt).citation} {block.get('title')} ", (_page(index, block),))
            )
            continue
        if not words.strip():
            continue
        sentence = re.split(r"(?<=[.!?。！？])", words.strip())[0][:300]
        start = words.find(sentence)
        location = {
            "type": "char_location",
            "cited_text": sentence,
            "document_index": index,
            "document_title": block.get("title"),
            "start_char_index": start,
            "end_char_index": start + len(sentence),
            "file_id": None,
        }
        text = f"{voice(prompt).citation} {sentence.strip()} "
        cited.append(Text(text, (location,)))
    return cited


def _page(index: int, block: Json) -> Json:
    """A PDF's first page: its words are not read here."""
    return {
        "type": "page_location",
        "cited_text": "",
        "document_index": index,
        "document_title": block.get("title"),
        "start_page_number": 1,
        "end_page_number": 2,
        "file_id": None,
    }


def _previous_question(prompt: Prompt) -> str:
    asked = [m for m in prompt.messages if m["role"] == "user" and m is not prompt.asked_in]
    spoken = [Prompt({"messages": [m]}, prompt.model).question for m in asked]
    return next((text for text in reversed(spoken) if text), "")


def _pick(choices: tuple[Choice, ...], seed: str) -> Choice:
    """The same choice for the same words."""
    return choices[hashlib.sha256(seed.encode()).digest()[0] % len(choices)]
