"""Refuses what the API refuses, before anything is answered. First mistake wins.

Sentences follow the real ones where those are known. Only `error.type` and the status are
stable; clients must not read the text.
"""

from typing import Any

from . import catalog, conversation_rules, thinking
from .catalog import Model
from .conversation_rules import CURRENT_VERSION
from .errors import ApiError, invalid_request
from .prompt import Prompt
from .wire import Json

VERSIONS = ("2023-06-01", CURRENT_VERSION)
SAMPLING = ("temperature", "top_p", "top_k")
COUNTED = {
    "cache_control", "messages", "model", "output_config", "speed", "system", "thinking",
    "tool_choice", "tools", "context_management", "mcp_servers",
}  # fmt: skip
ACCEPTED = COUNTED | {
    "betas", "compaction", "container", "diagnostics", "fallbacks", "inference_geo", "max_tokens",
    "metadata", "service_tier", "stop_sequences", "stream", "user_profile_id", *SAMPLING,
}  # fmt: skip


def check_version(version: str | None) -> str:
    """The API version of the request; raises ApiError unless it is one that exists."""
    if version is None:
        raise invalid_request("anthropic-version: header is required")
    if version not in VERSIONS:
        raise invalid_request(f'anthropic-version: "{version}" is not a valid version')
    return version


def check_message(body: Any, version: str) -> Prompt:
    """The prompt of a request to `/v1/messages`; raises ApiError if it is not acceptable."""
    prompt = _check_shared(body, version, ACCEPTED, ("model", "max_tokens", "messages"))
    _check_max_tokens(prompt.body["max_tokens"], prompt.model)
    stops = prompt.body.get("stop_sequences") or []
    if any(not str(stop).strip() for stop in stops):
        raise invalid_request("stop_sequences: each stop sequence must contain non-whitespace")
    thinking.check(prompt)
    return prompt


def check_count(body: Any, version: str) -> Prompt:
    """The prompt of a request to `/v1/messages/count_tokens`."""
    return _check_shared(body, version, COUNTED, ("model", "messages"))


def _check_shared(body: Any, version: str, known: set[str], required: tuple[str, ...]) -> Prompt:
    if not isinstance(body, dict):
        raise invalid_request("The request body must be a JSON object")
    for name in required:
        if name not in body:
            raise invalid_request(f"{name}: Field required")
    for name in body:
        if name not in known:
            raise invalid_request(f"{name}: Extra inputs are not permitted")
        if name in SAMPLING and version == CURRENT_VERSION:
            raise invalid_request(f"{name}: not supported since API version {version}")
    model = _model(body["model"])
    conversation_rules.check(body["messages"], version)
    _check_tools(body, model)
    return Prompt(body, model)


def check_length(input_tokens: int, model: Model) -> None:
    """Refuses a prompt that is longer than the model's window."""
    if input_tokens > model.window:
        text = f"prompt is too long: {input_tokens} tokens > {model.window} maximum"
        raise invalid_request(text)


def _model(name: Any) -> Model:
    model = catalog.find(name) if isinstance(name, str) else None
    if model is None:
        raise ApiError(404, f"model: {name}")
    return model


def _check_max_tokens(wanted: Any, model: Model) -> None:
    if not isinstance(wanted, int) or isinstance(wanted, bool):
        raise invalid_request("max_tokens: Input should be a valid integer")
    if wanted < 0:
        raise invalid_request("max_tokens: must be greater than or equal to 0")
    if wanted > model.max_output:
        raise invalid_request(
            f"max_tokens: {wanted} > {model.max_output}, which is the maximum allowed number of "
            f"output tokens for {model.id}"
        )


def _check_tools(body: Json, model: Model) -> None:
    names: set[str] = set()
    for index, tool in enumerate(body.get("tools") or []):
        name = tool.get("name")
        if tool.get("type", "custom") == "custom":
            if not name:
                raise invalid_request(f"tools.{index}.custom.name: Field required")
            if "input_schema" not in tool:
                raise invalid_request(f"tools.{index}.custom.input_schema: Field required")
        if name and name in names:
            raise invalid_request("tools: Tool names must be unique.")
        names.add(str(name))
    choice = body.get("tool_choice") or {}
    if choice.get("type") in ("any", "tool") and not model.forced_tools:
        raise invalid_request(
            f"tool_choice: type '{choice['type']}' is not supported by this model"
        )
    if choice.get("type") == "tool" and choice.get("name") not in names:
        raise invalid_request(f"Tool '{choice.get('name')}' not found in provided tools")
