"""A conversation as a Markdown file that reads well: the branch seen last.

The words are translated once, when the export begins: later it runs in threads and at times
that know nothing of the person's language.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from chatapp.models import Message
from chatapp.transfer import outline
from chatapp.transfer.blocks import fenced
from chatapp.transfer.found import Block
from chatapp.transfer.markdown_text import contained, heading
from chatapp.transfer.outline import Outline


@dataclass(frozen=True, slots=True)
class Words:
    """What the file says besides the conversation, in the language active when it is made."""

    untitled: str = field(default_factory=lambda: _("Untitled conversation"))
    person: str = field(default_factory=lambda: _("You"))
    claude: str = "Claude"
    begun: str = field(default_factory=lambda: _("Begun"))
    last: str = field(default_factory=lambda: _("last message"))
    branches: str = field(
        default_factory=lambda: _(
            "There are other branches of this conversation. The JSON export holds them all."
        )
    )
    thinking: str = field(default_factory=lambda: _("Thinking"))
    hidden_thinking: str = field(default_factory=lambda: _("Thinking (not readable)"))
    tool: str = field(default_factory=lambda: _("Tool"))
    result: str = field(default_factory=lambda: _("Result"))
    image: str = field(default_factory=lambda: _("Picture"))
    document: str = field(default_factory=lambda: _("Document"))
    sources: str = field(default_factory=lambda: _("Sources"))
    stopped: str = field(default_factory=lambda: _("Stopped here."))
    interrupted: str = field(default_factory=lambda: _("Cut off here."))
    failed: str = field(default_factory=lambda: _("No reply."))
    streaming: str = field(default_factory=lambda: _("Still being written."))


def export(one: Outline, words: Words) -> Iterator[bytes]:
    """The whole file, in pieces: one per message."""
    chat = one.conversation
    branch = one.branch_seen_last()
    dates = f"{words.begun}: {minute(chat.created_at)} · {words.last}: {minute(chat.active_at)}"
    lines = [f"# {heading(chat.title or words.untitled)}", dates]
    if len(branch) < len(one.parents):
        lines.append(f"*{words.branches}*")
    yield "\n\n".join(lines).encode("utf-8", "replace") + b"\n"
    for message in outline.messages(branch):
        if message.continues:  # nobody typed it
            continue
        yield _message(message, words).encode("utf-8", "replace")


def _message(message: Message, words: Words) -> str:
    by = words.person if message.role == Message.Role.USER else words.claude
    facts = [by, *([message.model] if message.model else []), minute(message.created_at)]
    parts = [f"\n---\n\n## {heading(' · '.join(facts))}"]
    parts += [part for block in message.content if (part := _block(block, words))]
    if sources := _sources(message.content, words):
        parts.append(sources)
    if message.state != Message.State.COMPLETE:
        parts.append(f"*{getattr(words, message.state)}*")
    return "\n\n".join(parts) + "\n"


def _block(block: Block, words: Words) -> str:
    match block.get("type"):
        case "text":
            return contained(str(block.get("text", ""))).strip("\n")
        case "thinking":
            return collapsed(words.thinking, str(block.get("thinking", "")))
        case "redacted_thinking":
            return f"*{words.hidden_thinking}*"
        case "tool_use" | "server_tool_use" | "mcp_tool_use":
            name = heading(str(block.get("name", "")))
            return f"**{words.tool}: {name}**\n\n{_json(block.get('input'))}"
        case "image":
            return f"*[{words.image}]*"
        case "attachment":
            name = heading(str(block.get("name", "")))
            kind = words.image if block.get("kind") == "image" else words.document
            return f"*[{kind}: {name}]*"
        case "long_text_source":
            name = heading(str(block.get("name", "")) or f"{block.get('begins', '')}…")
            return f"*[{words.document}: {name}]*"
        case "long_text":  # how far its reading has come: of no use elsewhere
            return ""
        case "document":
            title = heading(str(block.get("title", "")))
            return f"*[{words.document}{': ' if title else ''}{title}]*"
        case other if str(other).endswith("tool_result"):
            return collapsed(words.result, _pretty(block.get("content")), "json")
        case other:
            return f"*[{heading(str(other))}]*"


def collapsed(summary: str, text: str, language: str = "text") -> str:
    """Text behind a line to click on; the fence keeps whatever it holds from ending it."""
    if not text.strip():
        return ""
    fence = fenced(text.strip("\n"), language)
    return f"<details>\n<summary>{summary}</summary>\n\n{fence}\n\n</details>"


def _sources(content: list[Block], words: Words) -> str:
    found: dict[str, str] = {}
    for block in content:
        for citation in block.get("citations") or ():
            if url := citation.get("url"):
                found.setdefault(str(url), str(citation.get("title") or url))
    if not found:
        return ""
    links = (f"{n}. {heading(t)}: <{_address(u)}>" for n, (u, t) in enumerate(found.items(), 1))
    return f"{words.sources}:\n\n" + "\n".join(links)


def _address(url: str) -> str:
    return "".join(url.split()).replace("<", "%3C").replace(">", "%3E")


def _json(value: Any) -> str:
    return fenced(_pretty(value), "json")


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def minute(moment: datetime) -> str:
    """A time as people note it, in UTC, the same in every language."""
    return date_format(moment, "Y-m-d H:i") + " UTC"
