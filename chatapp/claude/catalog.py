"""The models people can choose from: as the Models API lists them, else as this release knows them.

Names, windows and ways of thinking of the shipped list: Anthropic's model pages as of November
2026. What the API lists replaces it for as long as the process lives (`learn`, refreshed every
`CLAUDE_MODELS_SECONDS`); a model that neither knows (an Anthropic-compatible server may have its
own) can be offered by `CLAUDE_MODELS`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

_DATED = re.compile(r"^(claude-.+)-20\d{6}$")


@dataclass(frozen=True, slots=True)
class Model:
    """`window` and `max_output` in tokens; `thinks` if it takes adaptive thinking.

    `line` is the family a model belongs to, such as `opus`; empty if it is not known.
    """

    id: str
    name: str
    window: int = 1_000_000
    max_output: int = 128_000
    thinks: bool = True
    line: str = ""


KNOWN = {
    model.id: model
    for model in (
        Model("claude-sonnet-5-5", "Sonnet 5.5", line="sonnet"),
        Model("claude-opus-5-5", "Opus 5.5", line="opus"),
        Model("claude-haiku-5-5", "Haiku 5.5", line="haiku"),
        Model("claude-fable-5-2", "Fable 5.2", line="fable"),
        Model("claude-sonnet-5", "Sonnet 5", line="sonnet"),
        Model("claude-opus-5", "Opus 5", line="opus"),
        Model("claude-opus-4-8", "Opus 4.8", line="opus"),
        Model("claude-sonnet-4-6", "Sonnet 4.6", line="sonnet"),
        Model(
            "claude-haiku-4-5",
            "Haiku 4.5",
            window=200_000,
            max_output=64_000,
            thinks=False,
            line="haiku",
        ),
    )
}

_listed: dict[str, Model] = {}


def learn(described: Iterable[Mapping[str, Any]]) -> None:
    """Takes over what the Models API says; a list without one usable model changes nothing."""
    global _listed
    models = [model for each in described if (model := _understood(each))]
    if models:
        _listed = {model.id: model for model in models}


def forget() -> None:
    """Back to the shipped list."""
    global _listed
    _listed = {}


def find(model: str) -> Model:
    """What is known of a model; careful assumptions for one that isn't known."""
    short = undated(model)
    known = _listed.get(short) or KNOWN.get(short)
    return known or Model(model, model, window=200_000, max_output=32_000, thinks=False)


def offered() -> list[Model]:
    """The models there are to choose from, the default one first."""
    ids = settings.CLAUDE_MODELS or list(_listed or KNOWN)
    return [find(model) for model in dict.fromkeys(map(undated, [settings.CLAUDE_MODEL, *ids]))]


def is_offered(model: str) -> bool:
    """Whether somebody may ask for this model."""
    return any(undated(model) == known.id for known in offered())


def thinking(model: str) -> dict[str, Any] | None:
    """The `thinking` parameter that lets people read along: newer models hide it by default."""
    return {"type": "adaptive", "display": "summarized"} if find(model).thinks else None


def undated(model: str) -> str:
    """The name that stays when a dated release is replaced: what conversations remember."""
    found = _DATED.match(model)
    return found[1] if found else model


def _understood(described: Mapping[str, Any]) -> Model | None:
    """A model of the list as ours; None for one that is closed to new users or has no id."""
    name = described.get("id")
    if not isinstance(name, str) or not name or described.get("lifecycle") in CLOSED:
        return None
    known = find(name)
    shown = described.get("display_name")
    line = described.get("line")
    return Model(
        undated(name)[:100],
        (shown.removeprefix("Claude ") if isinstance(shown, str) and shown else known.name)[:100],
        window=_count(described.get("max_input_tokens"), known.window),
        max_output=_count(described.get("max_tokens"), known.max_output),
        thinks=_thinks(described, known.thinks),
        line=line if isinstance(line, str) else known.line,
    )


CLOSED = ("deprecated", "retired")


def _count(said: Any, otherwise: int) -> int:
    return said if type(said) is int and said > 0 else otherwise


def _thinks(described: Mapping[str, Any], otherwise: bool) -> bool:
    try:
        return bool(described["capabilities"]["thinking"]["types"]["adaptive"]["supported"])
    except (KeyError, TypeError):
        return otherwise
