"""A branch of stored messages as the messages of the next request to Claude.

What Claude said goes back as it came, as far as the API takes it back. Two things it insists on:
a tool call goes together with its result or not at all, and signed thinking is sent only to the
model that made it and only behind exactly the history it was made behind (newer models answer
400 otherwise). So every reply stores the fingerprint of what was sent for it, and a reply whose
fingerprint doesn't fit any more goes without its thinking.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import groupby
from typing import Any

import orjson

from chatapp.models import Message

Block = dict[str, Any]

THINKING = ("thinking", "redacted_thinking")
CALL = "tool_use"
"""A call of a tool of ours. Server tools' kinds end with the same word; the reply holds their
results itself."""
RESULT = "tool_result"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(slots=True)
class Entry:
    """A stored message as far as a request is made of it: the columns of `Message` that count."""

    content: list[Block]
    pk: int
    role: str
    state: str
    model: str
    prefix: str
    pinned: bool
    left_out: bool
    created_at: datetime


class History:
    """Messages for the API, and the fingerprint under which the coming reply is stored.

    Roles alternate and the first message is the person's. What is added may still change the
    last two messages; the hash holds those before them. `origins` are the ids of the stored
    messages that each block was made of, 0 for one that isn't stored. With a `zone`, a line tells
    the date where a day begins: written once and never changed, so Claude's prompt cache and its
    thinking stay good.
    """

    def __init__(
        self, model: str, system: str = "", rules: str = "", zone: tzinfo | None = None
    ) -> None:
        self.messages: list[dict[str, Any]] = []
        self.origins: list[list[int]] = []
        self.pinned: set[int] = set()
        self._source = 0
        self._zone = zone
        self._day: date | None = None
        self._model = model
        self._hash = hashlib.sha256(_canonical([model, system, rules]))
        self._hashed = 0

    @property
    def sources(self) -> list[tuple[int, ...]]:
        """The ids of the stored messages that each message was made of."""
        return [tuple(dict.fromkeys(filter(None, blocks))) for blocks in self.origins]

    @property
    def fingerprint(self) -> str:
        """What a thinking block made now would be bound to: model, system and all messages."""
        settled = max(self._hashed, len(self.messages) - 2)
        for message in self.messages[self._hashed : settled]:
            self._hash.update(_canonical(message))
        self._hashed = settled
        complete = self._hash.copy()
        for message in self.messages[settled:]:
            complete.update(_canonical(message))
        return complete.hexdigest()[:32]

    def add(self, message: Message | Entry) -> None:
        """The branch's next message; what says nothing or is not wanted is left out."""
        if message.left_out:
            return
        self._source = message.pk or 0
        if message.pinned and self._source:
            self.pinned.add(self._source)
        if message.role == Message.Role.USER:
            self._hear([*self._today(message), *sendable(message.content, keep_thinking=False)])
            return
        thinks = any(block.get("type") in THINKING for block in message.content)
        answers = self._last_role() == "user" and message.model == self._model
        bound = thinks and answers and message.prefix == self.fingerprint
        blocks = sendable(message.content, keep_thinking=bound)
        for is_result, step in groupby(blocks, lambda block: block["type"] == RESULT):
            if is_result:
                self._hear(list(step))
            else:
                self._say(_without_last_thinking(list(step)))

    def _today(self, message: Message | Entry) -> list[Block]:
        """The date as the organisation's clock had it, where it differs from the line before."""
        if self._zone is None or message.created_at is None:
            return []
        day = message.created_at.astimezone(self._zone).date()
        if day == self._day:
            return []
        self._day = day
        return [{"type": "text", "text": f"[{day:%Y-%m-%d}, {WEEKDAYS[day.weekday()]}]"}]

    def _say(self, blocks: list[Block]) -> None:
        if blocks and self.messages:
            self._append("assistant", blocks)

    def _hear(self, blocks: list[Block]) -> None:
        """Results answer the calls just before them and come first; no other result is sent.

        A call that gets no result here will never get one: it is taken back.
        """
        said = self.messages[-1]["content"] if self._last_role() == "assistant" else []
        calls = {block["id"] for block in said if block["type"] == CALL}
        results = {
            block["tool_use_id"]: block
            for block in blocks
            if block["type"] == RESULT and block["tool_use_id"] in calls
        }
        blocks = [*results.values(), *(block for block in blocks if block["type"] != RESULT)]
        if not blocks:
            return
        if len(results) < len(calls):
            self.messages.pop()
            made_of = [
                (block, origin)
                for block, origin in zip(said, self.origins.pop(), strict=True)
                if block["type"] != CALL or block["id"] in results
            ]
            kept = _without_last_thinking([block for block, _origin in made_of])
            if kept and self.messages:
                self._append("assistant", kept, [origin for _, origin in made_of[: len(kept)]])
        self._append("user", blocks)

    def _append(self, role: str, blocks: list[Block], origins: list[int] | None = None) -> None:
        if origins is None:
            origins = [self._source] * len(blocks)
        if self._last_role() == role:
            blocks = [*self.messages.pop()["content"], *blocks]
            origins = [*self.origins.pop(), *origins]
        self.messages.append({"role": role, "content": blocks})
        self.origins.append(origins)

    def _last_role(self) -> str:
        return self.messages[-1]["role"] if self.messages else ""


def of(
    branch: Iterable[Message | Entry],
    model: str,
    system: str = "",
    rules: str = "",
    zone: tzinfo | None = None,
) -> History:
    """The history of a branch, root first, that ends with what Claude is to answer.

    `rules` name how it is changed on its way (redaction): under other rules Claude sees another
    history, and thinking that was signed over the former one can't go along.
    """
    history = History(model, system, rules, zone)
    for message in branch:
        history.add(message)
    return history


def sendable(content: Iterable[Block], *, keep_thinking: bool) -> list[Block]:
    """The blocks of one message that the API takes back, without our own keys.

    Kinds we don't know go back as they came.
    """
    blocks = [block for block in content if isinstance(block.get("type"), str)]
    called = {_id(block, "id") for block in blocks if block["type"].endswith(CALL)}
    answered = {_id(block, "tool_use_id") for block in blocks}
    return [
        {name: value for name, value in block.items() if not name.startswith("_")}
        for block in blocks
        if _is_sendable(block, called, answered, keep_thinking=keep_thinking)
    ]


def _is_sendable(
    block: Block, called: set[str], answered: set[str], *, keep_thinking: bool
) -> bool:
    match block["type"]:
        case "thinking":
            return keep_thinking and bool(block.get("signature"))
        case "redacted_thinking":
            return keep_thinking
        case "long_text" | "long_text_source":  # ours, for the page
            return False
        case "text":
            return bool((block.get("text") or "").strip())
        case kind if kind == CALL:
            return bool(_id(block, "id"))
        case kind if kind == RESULT:
            return bool(_id(block, "tool_use_id"))  # its call may be in the message before
        case kind if kind.endswith(CALL):
            return _id(block, "id") in answered - {""}
        case _:
            return "tool_use_id" not in block or _id(block, "tool_use_id") in called - {""}


def _id(block: Block, name: str) -> str:
    found = block.get(name)
    return found if isinstance(found, str) else ""


def _without_last_thinking(blocks: list[Block]) -> list[Block]:
    """The API refuses a message of Claude's that ends with thinking: a reply cut off there."""
    while blocks and blocks[-1]["type"] in THINKING:
        blocks = blocks[:-1]
    return blocks


def _canonical(value: Any) -> bytes:
    """The same bytes whatever order a database gives an object's keys back in."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # a number beyond 64 bits, half of a surrogate pair
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
