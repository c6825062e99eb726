"""Decides whether the prompt calls for a tool, and with which input."""

import re

from . import schema
from .commands import Command
from .prompt import Prompt
from .reply import ToolUse
from .wire import Json

_VERBS = frozenset({
    "get", "set", "list", "find", "fetch", "run", "do", "tool", "lookup", "look", "up", "query",
    "current", "call", "my", "the", "a", "of", "in", "by", "and", "to",
})  # fmt: skip
_CHINESE_NAMES = {
    "weather": ("天气",),
    "calc": ("计算", "算一下", "等于多少"),
    "search": ("搜索", "查找", "查一下"),
    "time": ("几点", "时间"),
    "date": ("日期", "几号", "星期几"),
    "translate": ("翻译",),
    "image": ("图片", "画一"),
    "document": ("文档", "文件"),
}
_ASKS_FOR_ANY = re.compile(
    r"\b(?:use|call|run)\s+(?:a|the|your|any)\s+tools?\b|使用工具|调用工具", re.I
)


def decide(prompt: Prompt, command: Command | None, question: str) -> list[ToolUse]:
    """The calls to make before answering; none once the tools have answered.

    `/simulate tool 3` asks for three rounds one after the other, `/simulate tools` for one
    call of every tool at once.
    """
    tools = [tool for tool in prompt.body.get("tools") or [] if _is_client_tool(tool)]
    choice = prompt.body.get("tool_choice") or {"type": "auto"}
    if not tools or choice["type"] == "none":
        return []
    rounds = command.number(1) if command and command.name == "tool" else 1
    if prompt.tool_results and prompt.tool_rounds >= rounds:
        return []
    if choice["type"] == "tool":
        chosen = [tool for tool in tools if tool["name"] == choice.get("name")]
    elif command and command.name == "tools":
        chosen = tools
    elif command and command.name == "tool":
        chosen = [_named_in(tools, question) or tools[0]]
    else:
        found = _named_in(tools, question)
        forced = choice["type"] == "any" or bool(_ASKS_FOR_ANY.search(question))
        chosen = [found] if found else tools[:1] if forced else []
    return [ToolUse(tool["name"], _input(tool, question)) for tool in chosen]


def _is_client_tool(tool: Json) -> bool:
    return bool(tool.get("type", "custom") == "custom")


def _input(tool: Json, question: str) -> Json:
    value = schema.fill({"type": "object", **tool["input_schema"]}, question)
    return value if isinstance(value, dict) else {}


def _named_in(tools: list[Json], text: str) -> Json | None:
    """The first tool whose name, or every telling word of it, stands in the text."""
    lowered = text.lower()
    for tool in tools:
        name = str(tool["name"])
        if name.lower() in lowered or name.lower().replace("_", " ") in lowered:
            return tool
    for tool in tools:
        words = [word for word in _words(str(tool["name"])) if word not in _VERBS]
        if words and all(_mentions(lowered, word) for word in words):
            return tool
    return None


def _words(name: str) -> list[str]:
    return re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower())


def _mentions(text: str, word: str) -> bool:
    """Whether the text holds the word, its stem (calculator, calculate), or its Chinese name."""
    stem = word[: max(4, len(word) - 3)] if len(word) > 5 else word
    if re.search(rf"\b{re.escape(stem)}", text):
        return True
    chinese = (names for key, names in _CHINESE_NAMES.items() if word.startswith(key))
    return any(name in text for names in chinese for name in names)
