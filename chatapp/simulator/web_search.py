"""A made-up web search: the server tool's call, its result in one piece, and a citation."""

import re

from . import wire
from .prompt import Prompt, blocks
from .replies.answers import voice
from .reply import Block, Reply, Text, ToolUse, Whole
from .wire import Json

_ASKS = re.compile(r"(?i)\bsearch\b|\bnews\b|\blook up\b|\bon the web\b|搜索|新闻|上网|网上")
_URL = "https://example.com/simulated"


def is_wanted(prompt: Prompt, question: str) -> bool:
    """Whether the search tool is on offer and the question asks for it."""
    tools = prompt.body.get("tools") or []
    offered = any(str(tool.get("type", "")).startswith("web_search") for tool in tools)
    return offered and bool(_ASKS.search(question))


def answer(prompt: Prompt, question: str) -> Reply:
    """Announce, call, result, and a sentence that cites the result."""
    speech = voice(prompt)
    call = ToolUse("web_search", {"query": question[:200] or "simulated"}, server=True)
    sequence: tuple[Block, ...] = (Text(speech.search_intro), call)
    return Reply((*sequence, *_result(prompt)), server_tool_use={"web_search_requests": 1})


def pause(prompt: Prompt, question: str) -> Reply:
    """The first half of a turn that the client has to send back."""
    call = ToolUse("web_search", {"query": question[:200] or "simulated"}, server=True)
    return Reply(
        (Text(voice(prompt).search_intro), call),
        "pause_turn",
        server_tool_use={"web_search_requests": 1},
    )


def resume(prompt: Prompt) -> Reply:
    """The second half, for a conversation that ends in the call of a server tool."""
    last = blocks(prompt.messages[-1]["content"])[-1]
    return Reply(
        tuple(_result(prompt, str(last["id"]))), server_tool_use={"web_search_requests": 1}
    )


def _result(prompt: Prompt, call_id: str = "") -> list[Block]:
    speech = voice(prompt)
    title, content = speech.search_result
    found: Json = {
        "type": "web_search_result",
        "title": title,
        "url": _URL,
        "encrypted_content": wire.signature("page", title),
        "page_age": None,
    }
    citation: Json = {
        "type": "web_search_result_location",
        "cited_text": content,
        "url": _URL,
        "title": title,
        "encrypted_index": wire.signature("index", title)[:80],
    }
    whole = {"type": "web_search_tool_result", "tool_use_id": call_id, "content": [found]}
    return [Whole(whole), Text(speech.search_answer, (citation,))]
