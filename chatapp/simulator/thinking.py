"""When a model thinks, whether it shows it, and which settings it refuses."""

from .errors import invalid_request
from .prompt import Prompt
from .reply import Thinking
from .wire import Json

_LEAST_BUDGET_TOKENS = 1024


def check(prompt: Prompt) -> None:
    """Raises ApiError for thinking and effort settings that the model does not take."""
    config, model = _config(prompt), prompt.model
    kind = config.get("type")
    effort = (prompt.body.get("output_config") or {}).get("effort")
    if effort is not None and effort not in model.efforts:
        raise invalid_request(
            f"This model does not support effort level '{effort}'. Supported levels: "
            f"{', '.join(sorted(model.efforts))}."
        )
    if kind in (None, "adaptive") and model.thinking == "budget" and kind:
        raise invalid_request("adaptive thinking is not supported on this model")
    if kind == "between_tools" and not model.between_tools:
        raise invalid_request("thinking.type: 'between_tools' is not supported by this model")
    if kind == "disabled":
        _check_disabled(prompt, effort)
    if kind == "enabled":
        _check_budget(prompt, config)


def decide(prompt: Prompt, text: str, forced: bool = False) -> Thinking | None:
    """The thinking block to start the reply with, or None for a reply straight away.

    `forced` (the command `/simulate thinking`) thinks and shows it whatever the settings are.
    """
    if forced:
        return Thinking(text)
    config, model = _config(prompt), prompt.model
    kind = config.get("type")
    if kind is None:
        kind = "adaptive" if model.thinking in ("always", "default") else "disabled"
    if kind == "between_tools":
        kind = "adaptive" if prompt.tool_results else "disabled"
    if kind == "disabled":
        return None
    display = config.get("display") or ("omitted" if model.hides_thinking else "summarized")
    return Thinking(text, shown=display == "summarized")


def _config(prompt: Prompt) -> Json:
    config: Json = prompt.body.get("thinking") or {}
    return config


def _check_disabled(prompt: Prompt, effort: str | None) -> None:
    model = prompt.model
    if model.thinking == "always" or model.between_tools:
        raise invalid_request("thinking.type: 'disabled' is not supported by this model")
    if model.thinking == "default" and effort in ("xhigh", "max"):
        raise invalid_request(f"thinking cannot be disabled at effort level '{effort}'")


def _check_budget(prompt: Prompt, config: Json) -> None:
    if not prompt.model.takes_budget:
        raise invalid_request("thinking.type: 'enabled' is not supported by this model")
    budget = config.get("budget_tokens")
    if not isinstance(budget, int) or budget < _LEAST_BUDGET_TOKENS:
        raise invalid_request(
            "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"
        )
    if budget >= prompt.body["max_tokens"]:
        raise invalid_request("`max_tokens` must be greater than `thinking.budget_tokens`")
