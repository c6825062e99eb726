"""Keeps one message from swallowing what follows it in a Markdown file.

A reply that was cut off may leave a code fence open; a question may quote half a page of HTML.
"""

import re

_FENCE = re.compile(
    r"^(?P<before>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*[ \t>]*)"
    r"(?P<fence>`{3,}|~{3,})(?P<info>.*)$"
)
_MARKERS = re.compile(r"[-*+]|\d{1,9}[.)]")
_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_SWALLOWS = re.compile(
    r"<(?=!--|!\[CDATA|\?|/?(?:details|summary|script|style|pre|textarea|title|xmp|iframe|noembed|"
    r"noframes|noscript|plaintext|svg|math|template|select|table|dialog)\b)",
    re.IGNORECASE,
)


def contained(text: str) -> str:
    """The text with its last code fence closed and HTML that reaches further made harmless."""
    lines: list[str] = []
    closing = ""
    for line in text.splitlines():
        found = _FENCE.match(line)
        if closing:
            if found and _closes(found, closing):
                closing = ""
            lines.append(line)
        elif found and not ("`" in found["info"] and found["fence"][0] == "`"):
            closing = _blank(found["before"]) + found["fence"]
            lines.append(line)
        else:
            lines.append(_harmless(line))
    if closing:
        lines.append(closing)
    return "\n".join(lines)


def _closes(found: re.Match[str], closing: str) -> bool:
    fence = closing.lstrip(" \t>")
    return found["fence"].startswith(fence) and not found["info"].strip()


def _blank(before: str) -> str:
    """What stands before a fence, with list markers as the spaces that keep inside the list."""
    return _MARKERS.sub(lambda marker: " " * len(marker.group()), before)


def _harmless(line: str) -> str:
    parts: list[str] = []
    end = 0
    for span in _CODE_SPAN.finditer(line):
        parts += [_SWALLOWS.sub("&lt;", line[end : span.start()]), span.group()]
        end = span.end()
    return "".join([*parts, _SWALLOWS.sub("&lt;", line[end:])])


def heading(text: str) -> str:
    """Text for a heading: one line, nothing in it means anything to Markdown."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))
