"""Which blocks of a stranger's file may become blocks that are stored and sent back to Claude.

The API refuses citations on a person's text, documents in a reply, results without their call.
What is shown only (thinking from elsewhere) keeps its text: `history` sends it to nobody,
because an imported reply has no fingerprint.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from chatapp.transfer import cleaning
from chatapp.transfer.found import Block

IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")
CALLS = ("tool_use", "server_tool_use", "mcp_tool_use")
_TOOL_ID = re.compile(r"[A-Za-z0-9_-]{1,200}")


def of_person(blocks: Any) -> list[Block]:
    """Blocks of a question: text, images, documents, each without what the API refuses."""
    return [block for raw in _dicts(blocks) if (block := _question_block(cleaning.plain(raw)))]


def of_claude(blocks: Any) -> list[Block]:
    """Blocks of a reply: text, thinking, and tools with each result behind its call."""
    called: set[str] = set()
    return list(_reply_blocks(map(cleaning.plain, _dicts(blocks)), called))


def text_block(text: str) -> list[Block]:
    """One block of text, or none for a text that says nothing."""
    return [{"type": "text", "text": text}] if text.strip() else []


def fenced(text: str, language: str = "") -> str:
    """The text as a code block that nothing inside it can end."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _dicts(blocks: Any) -> Iterator[Block]:
    if isinstance(blocks, list):
        yield from (block for block in blocks if isinstance(block, dict))


def _question_block(block: Block) -> Block | None:
    match block.get("type"):
        case "text" if _says(block.get("text")):
            return {"type": "text", "text": block["text"]}
        case "image" if _is_file(block.get("source"), IMAGES):
            return {"type": "image", "source": block["source"]}
        case "document" if _is_file(block.get("source"), ("application/pdf",)) or _is_text(
            block.get("source")
        ):
            extra = {n: block[n] for n in ("title", "context") if isinstance(block.get(n), str)}
            return {"type": "document", "source": block["source"], **extra}
        case "attachment" | "long_text_source" as kind:  # a file or text of the same export
            refers = "file" if kind == "attachment" else "text"
            along = {refers: key} if (key := cleaning.key(block.get(refers))) else {}
            return {"type": kind, "name": cleaning.line(block.get("name")), **along}
        case _:
            return None


def _reply_blocks(blocks: Iterable[Block], called: set[str]) -> Iterator[Block]:
    for block in blocks:
        kind, call = block.get("type"), block.get("id")
        if kind == "text" and isinstance(block.get("text"), str):
            cited = [c for c in _dicts(block.get("citations")) if _is_citation(c)]
            yield {"type": "text", "text": block["text"], **({"citations": cited} if cited else {})}
        elif kind == "thinking" and isinstance(block.get("thinking"), str):
            signed = isinstance(block.get("signature"), str)
            signature = {"signature": block["signature"]} if signed else {}
            yield {"type": "thinking", "thinking": block["thinking"], **signature}
        elif kind == "redacted_thinking" and isinstance(block.get("data"), str):
            yield {"type": "redacted_thinking", "data": block["data"]}
        elif kind in CALLS and _is_tool_id(call) and call not in called:
            if isinstance(block.get("input"), dict) and _says(block.get("name")):
                called.add(str(call))
                yield block
        elif isinstance(kind, str) and kind.endswith("tool_result") and _answers(block, called):
            yield block


def _answers(block: Block, called: set[str]) -> bool:
    return block.get("tool_use_id") in called and _has_safe_links(block.get("content"))


def _says(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_tool_id(value: Any) -> bool:
    return isinstance(value, str) and bool(_TOOL_ID.fullmatch(value))


def _is_citation(citation: Block) -> bool:
    kind = citation.get("type")
    return isinstance(kind, str) and kind.endswith("_location") and _has_safe_links([citation])


def _has_safe_links(content: Any) -> bool:
    """Whether every address in it is one of the web: people click on them."""
    return all(
        isinstance(url := item["url"], str) and _is_web(url)
        for item in _dicts(content)
        if "url" in item
    )


def _is_web(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def _is_file(source: Any, media_types: tuple[str, ...]) -> bool:
    if not isinstance(source, dict) or source.get("type") != "base64":
        return False
    data = source.get("data")
    if source.get("media_type") not in media_types or not isinstance(data, str) or not data:
        return False
    try:
        base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return False
    return set(source) <= {"type", "media_type", "data"}


def _is_text(source: Any) -> bool:
    return (
        isinstance(source, dict)
        and source.get("type") == "text"
        and source.get("media_type") == "text/plain"
        and _says(source.get("data"))
    )
