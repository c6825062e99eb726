"""Reads a request the way a model would: who spoke last, in which language, with what attached."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .catalog import Model
from .wire import Json

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
ATTACHMENTS = ("image", "document")


def blocks(content: Any) -> list[Json]:
    """Message or system content as a list of blocks; a bare string is one text block."""
    if isinstance(content, str):
        return [{"type": "text", "text": content}] if content else []
    return list(content or [])


def texts(content: Any) -> list[str]:
    return [block["text"] for block in blocks(content) if block.get("type") == "text"]


def is_chinese(text: str) -> bool:
    """Whether a Chinese answer is expected: more Han characters than Latin words."""
    characters = len(_HAN.findall(text))
    return characters > 0 and characters >= len(_LATIN_WORD.findall(text))


@dataclass(frozen=True)
class Prompt:
    """A validated request body with the questions that answering it asks."""

    body: Json
    model: Model

    @cached_property
    def system(self) -> str:
        return "\n".join(texts(self.body.get("system")))

    @cached_property
    def messages(self) -> list[Json]:
        return list(self.body["messages"])

    @property
    def is_first_turn(self) -> bool:
        return all(message["role"] != "assistant" for message in self.messages)

    @cached_property
    def turn(self) -> int:
        """Which question of the conversation this is, from 1; tool rounds do not count."""
        return max(1, sum(bool(texts(message["content"])) for message in self._of_user()))

    @cached_property
    def asked_in(self) -> Json:
        """The last user message with words in it: behind tool results, the one before them."""
        spoken = [message for message in self._of_user() if texts(message["content"])]
        return spoken[-1] if spoken else {"role": "user", "content": ""}

    @cached_property
    def question(self) -> str:
        """What the user wrote last: its final text block (files may come as blocks before)."""
        written = texts(self.asked_in["content"])
        return written[-1] if written else ""

    @cached_property
    def tool_results(self) -> list[Json]:
        """The tool results to answer with, when the last message carries any."""
        of_user = list(self._of_user())
        content = blocks(of_user[-1]["content"]) if of_user else []
        return [block for block in content if block.get("type") == "tool_result"]

    @cached_property
    def tool_rounds(self) -> int:
        """How many times tools have answered since the question was asked."""
        since = self.messages[self._index_asked() + 1 :]
        rounds = [message for message in since if message["role"] == "user"]
        return len(rounds) + (1 if self.tool_results and not rounds else 0)

    @cached_property
    def tool_names(self) -> dict[str, str]:
        """Tool names by the id of their call, over the whole conversation."""
        return {
            block["id"]: block["name"]
            for message in self.messages
            for block in blocks(message["content"])
            if block.get("type") in ("tool_use", "server_tool_use")
        }

    @cached_property
    def attachments(self) -> list[Json]:
        """Images and documents of the last question."""
        content = blocks(self.asked_in["content"])
        return [block for block in content if block.get("type") in ATTACHMENTS]

    @property
    def is_paused(self) -> bool:
        """Whether the client sends a paused turn back to have it continued."""
        return bool(self.messages[-1]["role"] == "assistant")

    @cached_property
    def chinese(self) -> bool:
        """The language to answer in: that of the question, else of the talk before it."""
        for text in (self.question_without_command, *self._earlier_texts(), self.system):
            if _HAN.search(text) or _LATIN_WORD.search(text):
                return is_chinese(text)
        return False

    @cached_property
    def question_without_command(self) -> str:
        return re.sub(r"(?m)^[ \t]*/simulate\b[ \t]*[\w]*", "", self.question).strip()

    def _earlier_texts(self) -> Iterator[str]:
        for message in reversed(self.messages[: self._index_asked()]):
            if message["role"] == "user":
                for text in reversed(texts(message["content"])):
                    if not text.lstrip().startswith("/simulate"):
                        yield text

    def _index_asked(self) -> int:
        places = (i for i, message in enumerate(self.messages) if message is self.asked_in)
        return next(places, -1)

    def _of_user(self) -> Iterator[Json]:
        return (message for message in self.messages if message["role"] == "user")
