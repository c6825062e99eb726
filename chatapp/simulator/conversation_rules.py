"""What a list of messages must be like: roles, content, and tool results that find their call."""

from typing import Any

from .errors import invalid_request
from .prompt import blocks
from .wire import Json

_ROLES = ("user", "assistant", "system")
CURRENT_VERSION = "2026-10-21"


def check(messages: Any, version: str) -> None:
    """Raises ApiError for the first message that breaks a rule."""
    if not isinstance(messages, list):
        raise invalid_request("messages: Input should be a valid array")
    if not messages:
        raise invalid_request("messages: at least one message is required")
    for index, message in enumerate(messages):
        _check_shape(index, message)
        for place, block in enumerate(blocks(message["content"])):
            _check_block(f"messages.{index}.content.{place}", message["role"], block, version)
    if messages[0]["role"] != "user":
        raise invalid_request('messages: first message must use the "user" role')
    _check_tool_results(messages)
    _check_last(messages[-1])


def _check_shape(index: int, message: Any) -> None:
    if not isinstance(message, dict) or message.get("role") not in _ROLES:
        raise invalid_request(f"messages.{index}.role: Input should be 'user' or 'assistant'")
    if "content" not in message:
        raise invalid_request(f"messages.{index}.content: Field required")
    content = message["content"]
    if not isinstance(content, str | list):
        raise invalid_request(f"messages.{index}.content: Input should be a valid array")
    if not content:
        raise invalid_request(f"messages.{index}: all messages must have non-empty content")


def _check_block(where: str, role: str, block: Any, version: str) -> None:
    if not isinstance(block, dict) or "type" not in block:
        raise invalid_request(f"{where}.type: Field required")
    if block["type"] == "text" and not str(block.get("text") or "").strip():
        raise invalid_request("messages: text content blocks must contain non-whitespace text")
    if version != CURRENT_VERSION:
        return
    if block["type"] == "document" and role == "assistant":
        raise invalid_request(f"{where}: document blocks are not allowed in assistant turns")
    if block["type"] == "text" and block.get("citations") and role == "user":
        raise invalid_request(f"{where}.citations: must be empty in user turns")


def _check_tool_results(messages: list[Json]) -> None:
    """Calls and results must stand in neighbouring messages, one result for each call."""
    calls: list[str] = []
    for index, message in enumerate(messages):
        content = blocks(message["content"])
        if message["role"] == "system":
            continue
        results = [str(b.get("tool_use_id")) for b in content if b["type"] == "tool_result"]
        for result in results:
            if result not in calls:
                raise invalid_request(
                    f"messages.{index}.content: unexpected `tool_use_id` found in `tool_result` "
                    f"blocks: {result}. Each `tool_result` block must have a corresponding "
                    "`tool_use` block in the previous message."
                )
        missing = [call for call in calls if call not in results]
        if missing:
            raise invalid_request(
                f"messages.{index - 1}: `tool_use` ids were found without `tool_result` blocks "
                f"immediately after: {', '.join(missing)}."
            )
        calls = [str(b["id"]) for b in content if b["type"] == "tool_use"]
    if calls:
        raise invalid_request(
            f"messages.{len(messages) - 1}: `tool_use` ids were found without `tool_result` "
            f"blocks immediately after: {', '.join(calls)}."
        )


def _check_last(message: Json) -> None:
    """Prefill is refused; a paused turn (it ends in a server tool's call) may come back."""
    content = blocks(message["content"])
    if message["role"] == "assistant" and content[-1]["type"] != "server_tool_use":
        raise invalid_request(
            "This model does not support assistant message prefill. The conversation must end "
            "with a user message."
        )
