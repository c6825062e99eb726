"""What of a history fits into the window: a pure function, in large and lasting steps.

Over the limit, first the results of tools and the images of earlier turns give way to a line
each; if that isn't enough, the oldest turns go, until a good part of the window is free. What was
decided is handed back and given again next time, so nothing moves until the limit is reached
again and Claude's prompt cache finds the beginning of the request as it was.

A turn is cut whole, from one question to the next, so no tool call loses its result. Pinned
messages stay in front. Thinking is bound to all that stood before it: before the present turn it
goes with the first change (fact sheet 5.9).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]
ApiMessage = dict[str, Any]
Measure = Callable[[Any], int]

KEEP_SHARE = 0.6
"""How much of the limit is used after a cut: the next one is then far away."""
SUMMARY_TOKENS = 3_000
"""Room for what stands in place of the turns that are cut."""
PER_MESSAGE_TOKENS = 12
SMALL_RESULT_TOKENS = 100
THINKING = frozenset({"thinking", "redacted_thinking"})
IMAGE_NOTE = "[An image stood here. It was left out to make room.]"
RESULT_NOTE = "[The result of this tool was left out to make room.]"
OMITTED_NOTE = "[Earlier messages of this conversation were left out to make room.]"


@dataclass(frozen=True, slots=True)
class Cut:
    """Messages before `turns` are gone, results and images before `results` are lines.

    Both are positions in the full history; `results` is never the smaller one.
    """

    turns: int = 0
    results: int = 0


NOTHING = Cut()


@dataclass(frozen=True, slots=True)
class Trimmed:
    """`messages` without the summary (`with_preface` puts it in), their `tokens` with it."""

    messages: tuple[ApiMessage, ...]
    cut: Cut
    tokens: int
    fits: bool


def trim(
    messages: Sequence[ApiMessage],
    *,
    limit: int,
    measure: Measure,
    pinned: Collection[int] = (),
    settled: Cut = NOTHING,
) -> Trimmed:
    """The part of `messages` that has at most `limit` tokens by `measure`.

    `pinned` are positions that stay. `settled` is the cut of the request before this one; it is
    moved only where it doesn't suffice any more. Where nothing helps (the present turn alone is
    too much), `fits` is false and as little is left as there can be.
    """
    whole = [measure(m["content"]) + PER_MESSAGE_TOKENS for m in messages]
    if settled == NOTHING and sum(whole) <= limit:
        return Trimmed(tuple(messages), NOTHING, sum(whole), fits=True)
    lean = [
        size if at in pinned else measure(_lean(message)["content"]) + PER_MESSAGE_TOKENS
        for at, (message, size) in enumerate(zip(messages, whole, strict=True))
    ]
    last = len(messages) - 1
    starts = [at for at, message in enumerate(messages) if at and is_question(message)]

    def tokens(cut: Cut) -> int:
        pins = sum(whole[at] for at in pinned if at < cut.turns)
        before = sum(lean[cut.turns : cut.results])
        summary = SUMMARY_TOKENS if cut.turns else 0
        return pins + before + sum(whole[max(cut.turns, cut.results) :]) + summary

    cut = settled
    if tokens(cut) > limit:
        cut = Cut(cut.turns, max(cut.results, last))
        if tokens(cut) > limit * KEEP_SHARE:
            later = [at for at in starts if at > cut.turns]
            enough = (at for at in later if tokens(Cut(at, last)) <= limit * KEEP_SHARE)
            turns = next(enough, later[-1] if later else cut.turns)
            cut = Cut(turns, max(last, turns))
    size = tokens(cut)
    return Trimmed(_kept(messages, cut, pinned), cut, size, fits=size <= limit)


def is_question(message: ApiMessage) -> bool:
    """Whether a turn begins here: the person speaks, and no tool is answered."""
    content = message["content"]
    return message["role"] == "user" and (
        isinstance(content, str) or all(b.get("type") != "tool_result" for b in content)
    )


def with_preface(messages: Sequence[ApiMessage], text: str) -> tuple[ApiMessage, ...]:
    """The messages with a text in front of the first: what stands for those that are gone."""
    said = [{"type": "text", "text": text}]
    if messages and messages[0]["role"] == "user":
        first = {"role": "user", "content": [*said, *blocks_of(messages[0])]}
        return (first, *messages[1:])
    return ({"role": "user", "content": said}, *messages)


def present_turn(messages: Sequence[ApiMessage]) -> int:
    """Where the turn begins that is still going on: the last question."""
    return max((at for at, message in enumerate(messages) if is_question(message)), default=0)


def blocks_of(message: ApiMessage) -> list[Block]:
    """A message's content as blocks; a plain text is one."""
    content = message["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)


def _kept(
    messages: Sequence[ApiMessage], cut: Cut, pinned: Collection[int]
) -> tuple[ApiMessage, ...]:
    """What is left, joined so that roles alternate."""
    present = present_turn(messages)
    front = [messages[at] for at in range(cut.turns) if at in pinned]
    kept = [_without_thinking(message) for message in _paired(front)]
    for at in range(cut.turns, len(messages)):
        message = messages[at]
        if at < cut.results and at not in pinned:
            message = _lean(message)
        if at < max(present, cut.results):
            message = _without_thinking(message)
        kept.append(message)
    joined: list[ApiMessage] = []
    for message in kept:
        if not message["content"]:
            continue
        if joined and joined[-1]["role"] == message["role"]:
            before = joined.pop()
            message = {**message, "content": [*blocks_of(before), *blocks_of(message)]}
        joined.append(message)
    if joined and joined[0]["role"] != "user":
        joined.insert(0, {"role": "user", "content": [{"type": "text", "text": OMITTED_NOTE}]})
    return tuple(joined)


def _paired(messages: Sequence[ApiMessage]) -> list[ApiMessage]:
    """Pinned messages out of their place: a call or a result without its other half goes."""
    kept: list[ApiMessage] = []
    for at, message in enumerate(messages):
        before = blocks_of(messages[at - 1]) if at else []
        after = blocks_of(messages[at + 1]) if at + 1 < len(messages) else []
        called = {b.get("id") for b in before if b.get("type") == "tool_use"}
        answered = {b.get("tool_use_id") for b in after if b.get("type") == "tool_result"}
        blocks = [
            block
            for block in blocks_of(message)
            if (block.get("type") != "tool_use" or block.get("id") in answered)
            and (block.get("type") != "tool_result" or block.get("tool_use_id") in called)
        ]
        kept.append({**message, "content": blocks})
    return kept


def _lean(message: ApiMessage) -> ApiMessage:
    """The message with its images and long tool results as lines."""
    if isinstance(message["content"], str):
        return message
    return {**message, "content": [lean_block(block) for block in message["content"]]}


def lean_block(block: Block) -> Block:
    """An image or a long result of a tool as a line; any other block as it is."""
    match block.get("type"):
        case "image":
            return {"type": "text", "text": IMAGE_NOTE}
        case "tool_result" if len(str(block.get("content") or "")) > SMALL_RESULT_TOKENS * 2:
            return {**block, "content": RESULT_NOTE}
    return block


def _without_thinking(message: ApiMessage) -> ApiMessage:
    if message["role"] != "assistant" or isinstance(message["content"], str):
        return message
    blocks = [block for block in message["content"] if block.get("type") not in THINKING]
    return message if len(blocks) == len(message["content"]) else {**message, "content": blocks}
