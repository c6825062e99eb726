"""Makes a value that fits a JSON schema, drawn from the words of the prompt where it can be."""

import re
from typing import Any

from .wire import Json

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SUM = re.compile(r"[\d.(][\d.\s+\-*/%^()×÷]*[\d)]")
_PLACE = re.compile(r"\b(?:in|at|for|to|from)\s+([A-ZÀ-Þ][\w'’-]*(?:\s+[A-ZÀ-Þ][\w'’-]*)*)")
_HAN_PLACE = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?:今天|明天|现在|的|市)")
_QUOTED = re.compile(r"[\"“「『'`]([^\"”」』'`]{1,200})[\"”」』'`]")
_URL = re.compile(r"https?://[^\s<>\"'）)]+")
_PLACES = ("city", "location", "place", "country", "town", "address")
_FORMATS = {
    "date": "2026-01-01",
    "date-time": "2026-01-01T12:00:00Z",
    "time": "12:00:00",
    "email": "someone@example.com",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def fill(schema: Json, text: str, name: str = "", root: Json | None = None) -> Any:
    """A value for the schema: required properties, and no others unless there are none required."""
    root = root if root is not None else schema
    schema = _resolve(schema, root)
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        said = (each for each in schema["enum"] if str(each).lower() in text.lower())
        return next(said, schema["enum"][0])
    match _kind(schema):
        case "object":
            properties = schema.get("properties") or {}
            wanted = schema.get("required") or list(properties)
            return {
                key: fill(properties.get(key, {"type": "string"}), text, key, root)
                for key in wanted
            }
        case "array":
            count = max(1, int(schema.get("minItems", 1)))
            return [fill(schema.get("items") or {}, text, name, root)] * count
        case "integer":
            return int(_number(schema, text))
        case "number":
            return _number(schema, text)
        case "boolean":
            return True
        case "null":
            return None
    return _string(schema, text, name.lower())


def _resolve(schema: Json, root: Json) -> Json:
    """Follows `$ref` and takes the first branch of a union that is not null."""
    for _ in range(8):
        if "$ref" in schema:
            target: Any = root
            for step in str(schema["$ref"]).removeprefix("#/").split("/"):
                target = target.get(step, {}) if isinstance(target, dict) else {}
            schema = target
        branches = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
        if not branches:
            break
        schema = next((each for each in branches if each.get("type") != "null"), branches[0])
    return schema


def _kind(schema: Json) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), "null")
    return str(kind or ("object" if "properties" in schema else "string"))


def _number(schema: Json, text: str) -> float:
    found = _NUMBER.search(text)
    value = float(found.group()) if found else float(schema.get("minimum", 1))
    value = max(value, float(schema.get("minimum", value)))
    value = min(value, float(schema.get("maximum", value)))
    return int(value) if value.is_integer() else value


def _string(schema: Json, text: str, name: str) -> str:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    patterns = [_QUOTED]
    if "url" in name or "uri" in name:
        patterns = [_URL]
    elif any(word in name for word in _PLACES):
        patterns = [_PLACE, _HAN_PLACE, _QUOTED]
    elif "expr" in name or "formula" in name or "calc" in name:
        patterns = [_SUM]
    for pattern in patterns:
        found = pattern.search(text)
        if found:
            return (found.group(1) if found.groups() else found.group()).strip()
    return " ".join(text.split())[:200] or name or "example"
