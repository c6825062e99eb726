"""Counts the input of a request block by block, in the order in which prompts are cached."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from . import attachments, tokens
from .catalog import Model
from .prompt import ATTACHMENTS, blocks
from .wire import Json, compact

_TOOL_PREAMBLE = 290


@dataclass(frozen=True)
class Part:
    """One cacheable stretch of the prompt: its cost, its breakpoint, and a hash of all so far."""

    tokens: int
    cache_control: Json | None
    prefix: str


def parts(body: Json, model: Model) -> list[Part]:
    """Tools, then system, then messages: changing one changes the hash of all that follow."""
    running = hashlib.sha256(model.id.encode())
    found: list[Part] = []
    for label, block in _in_cache_order(body):
        bare = {key: value for key, value in block.items() if key != "cache_control"}
        running.update(f"{label}:{json.dumps(bare, sort_keys=True)}".encode())
        cost = _block_tokens(block, model)
        found.append(Part(cost, block.get("cache_control"), running.hexdigest()))
    automatic = body.get("cache_control")
    if automatic and found:
        found[-1] = Part(found[-1].tokens, automatic, found[-1].prefix)
    return found


def overhead(body: Json) -> int:
    """Tokens around the blocks: roles, and the standing instructions about tools."""
    preamble = _TOOL_PREAMBLE if body.get("tools") else 0
    return tokens.PER_REQUEST + tokens.PER_MESSAGE * len(body["messages"]) + preamble


def count(body: Json, model: Model) -> int:
    """What `count_tokens` answers and `usage` adds up to."""
    return overhead(body) + sum(part.tokens for part in parts(body, model))


def _in_cache_order(body: Json) -> Iterator[tuple[str, Json]]:
    for tool in body.get("tools") or []:
        yield "tool", tool
    for block in blocks(body.get("system")):
        yield "system", block
    for message in body["messages"]:
        for block in blocks(message["content"]):
            yield message["role"], block


def _block_tokens(block: Json, model: Model) -> int:
    per_token = model.characters_per_token
    match block.get("type"):
        case "text":
            return tokens.count(str(block["text"]), per_token)
        case kind if kind in ATTACHMENTS:
            return attachments.inspect(block, model).tokens
        case "tool_result":
            inner = blocks(block.get("content"))
            return 12 + sum(_block_tokens(each, model) for each in inner)
        case "thinking" | "redacted_thinking":
            return tokens.count(str(block.get("thinking", "")), per_token)
    return tokens.count(compact(block), per_token)
