"""Turns a reply into the events of a stream, each with the tokens it took to write."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from . import tokens, wire
from .limits import OutputUsage
from .prompt_cache import InputUsage
from .reply import Block, Reply, Text, Thinking, ToolUse, Whole
from .wire import Json

_TOKENS_PER_DELTA = 3
_MOST_START_TOKENS = 4


@dataclass(frozen=True)
class Step:
    """One event and its cost in output tokens. Without event: time that passes unseen."""

    event: Json | None
    tokens: int = 0
    is_text: bool = False


@dataclass(frozen=True)
class Script:
    """A finished reply with everything needed to send it, as a stream or in one piece."""

    reply: Reply
    model_id: str
    message_id: str
    input_usage: InputUsage
    output_usage: OutputUsage
    characters_per_token: float

    def start(self) -> Json:
        shown = min(_MOST_START_TOKENS, self.output_usage.total)
        return wire.message_start(
            wire.message(self.message_id, self.model_id, self.input_usage.start_usage(shown))
        )

    def content(self) -> Iterator[Step]:
        """The events of all blocks in order."""
        for index, block in enumerate(self.reply.blocks):
            yield Step(wire.block_start(index, self._opening(index, block)))
            yield from self._deltas(index, block)
            yield Step(wire.block_stop(index))

    def finish(self) -> Iterator[Json]:
        usage = self._with_details(self.input_usage.delta_usage(self.output_usage.total))
        yield wire.message_delta(self.reply.stop(), usage)
        yield wire.message_stop()

    def whole(self) -> Json:
        """The body of an answer that is not streamed."""
        usage = self._with_details(self.input_usage.start_usage(self.output_usage.total))
        message = wire.message(self.message_id, self.model_id, usage)
        message["content"] = [self._full(i, block) for i, block in enumerate(self.reply.blocks)]
        return {**message, **self.reply.stop()}

    def _with_details(self, usage: Json) -> Json:
        if self.reply.server_tool_use:
            usage["server_tool_use"] = self.reply.server_tool_use
        if self.output_usage.thinking:
            usage["output_tokens_details"] = {"thinking_tokens": self.output_usage.thinking}
        return usage

    def _opening(self, index: int, block: Block) -> Json:
        match block:
            case Text(citations=citations):
                opening = {"type": "text", "text": ""}
                return {**opening, "citations": []} if citations else opening
            case Thinking():
                return {"type": "thinking", "thinking": "", "signature": ""}
            case ToolUse():
                return {**self._tool_use(index, block), "input": {}}
            case Whole(block=whole):
                return self._bound(whole)

    def _full(self, index: int, block: Block) -> Json:
        match block:
            case Text(text=text, citations=citations):
                full: Json = {"type": "text", "text": text}
                return {**full, "citations": list(citations)} if citations else full
            case Thinking(text=text, shown=shown):
                seal = self._seal(index)
                return {"type": "thinking", "thinking": text if shown else "", "signature": seal}
            case ToolUse(input=arguments):
                return {**self._tool_use(index, block), "input": arguments}
            case Whole(block=whole):
                return self._bound(whole)

    def _deltas(self, index: int, block: Block) -> Iterator[Step]:
        match block:
            case Text(text=text, citations=citations):
                for piece, cost in self._pieces(text):
                    delta: Json = {"type": "text_delta", "text": piece}
                    yield Step(wire.block_delta(index, delta), cost, is_text=True)
                for citation in citations:
                    delta = {"type": "citations_delta", "citation": citation}
                    yield Step(wire.block_delta(index, delta))
            case Thinking(text=text, shown=shown):
                for piece, cost in self._pieces(text):
                    delta = {"type": "thinking_delta", "thinking": piece}
                    yield Step(wire.block_delta(index, delta) if shown else None, cost)
                delta = {"type": "signature_delta", "signature": self._seal(index)}
                yield Step(wire.block_delta(index, delta))
            case ToolUse(input=arguments):
                written = json.dumps(arguments, ensure_ascii=False) if arguments else ""
                for piece, cost in [("", 0), *self._pieces(written)]:
                    delta = {"type": "input_json_delta", "partial_json": piece}
                    yield Step(wire.block_delta(index, delta), cost)
            case Whole(odd_delta=odd_delta):
                if odd_delta:
                    yield Step(wire.block_delta(index, odd_delta))

    def _pieces(self, text: str) -> list[tuple[str, int]]:
        return tokens.pieces(text, self.characters_per_token, _TOKENS_PER_DELTA)

    def _tool_use(self, index: int, block: ToolUse) -> Json:
        if block.server:
            return {"type": "server_tool_use", "id": self._call_id(index), "name": block.name}
        use = {"type": "tool_use", "id": wire.identifier("toolu", self.message_id, index)}
        return {**use, "name": block.name, "caller": {"type": "direct"}}

    def _call_id(self, index: int) -> str:
        return wire.identifier("srvtoolu", self.message_id, index)

    def _bound(self, whole: Json) -> Json:
        """A server tool's result carries the id of the call before it in the same reply."""
        calls = [i for i, b in enumerate(self.reply.blocks) if isinstance(b, ToolUse) and b.server]
        if calls and whole.get("type") == "web_search_tool_result":
            return {**whole, "tool_use_id": self._call_id(calls[-1])}
        return whole

    def _seal(self, index: int) -> str:
        return wire.signature(self.message_id, index)
