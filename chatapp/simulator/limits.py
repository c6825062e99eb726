"""Cuts a reply where `max_tokens` or a stop sequence ends it, and counts what is left."""

import json
from dataclasses import dataclass, replace

from . import tokens
from .prompt import Prompt
from .reply import Block, Reply, Text, Thinking, ToolUse, Whole

_AROUND_A_TOOL_CALL = 20


@dataclass(frozen=True)
class OutputUsage:
    """Output tokens in all, and how many of them went into thinking."""

    total: int
    thinking: int


def apply(reply: Reply, prompt: Prompt) -> tuple[Reply, OutputUsage]:
    """The reply as far as it may go. With `max_tokens` 0 nothing is said: it warms the cache."""
    reply = _until_stop_sequence(reply, prompt.body.get("stop_sequences") or [])
    per_token = prompt.model.characters_per_token
    left, kept, thought = int(prompt.body["max_tokens"]), list[Block](), 0
    limit = left
    for block in reply.blocks:
        cost = count(block, per_token)
        if cost <= left:
            kept.append(block)
            left -= cost
        else:
            shorter = _shorten(block, left, per_token)
            cost = count(shorter, per_token) if shorter else 0
            kept += [shorter] if shorter else []
            left -= cost
            reply = replace(reply, stop_reason="max_tokens", stop_sequence=None)
        thought += cost if isinstance(block, Thinking) else 0
        if reply.stop_reason == "max_tokens" and len(kept) < len(reply.blocks):
            break
    if limit == 0:
        reply = replace(reply, stop_reason="max_tokens")
    used = max(limit - left, min(limit, 1))
    return replace(reply, blocks=tuple(kept)), OutputUsage(used, thought)


def count(block: Block, characters_per_token: float) -> int:
    """Output tokens of one block."""
    match block:
        case Text(text=text) | Thinking(text=text):
            return tokens.count(text, characters_per_token)
        case ToolUse(name=name, input=arguments):
            written = name + json.dumps(arguments, ensure_ascii=False)
            return _AROUND_A_TOOL_CALL + tokens.count(written, characters_per_token)
        case Whole(tokens=cost):
            return cost


def _shorten(block: Block, left: int, characters_per_token: float) -> Block | None:
    """The part of a block that fits; tool calls are left out whole."""
    if not isinstance(block, Text | Thinking):
        return None
    text = tokens.truncate(block.text, left, characters_per_token)
    return replace(block, text=text) if text else None


def _until_stop_sequence(reply: Reply, sequences: list[str]) -> Reply:
    """Ends the reply before the first stop sequence that its text contains."""
    for index, block in enumerate(reply.blocks):
        if not isinstance(block, Text):
            continue
        found = [(block.text.find(each), each) for each in sequences if each in block.text]
        if found:
            place, sequence = min(found)
            kept = (*reply.blocks[:index], *([Text(block.text[:place])] if place else []))
            return replace(reply, blocks=kept, stop_reason="stop_sequence", stop_sequence=sequence)
    return reply
