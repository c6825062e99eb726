"""JSON over HTTP: what the page sends, and how it learns of a problem."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import JsonResponse

from chatapp.problems import Problem

STATUS = {"not_found": 404, "signed_out": 401}


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a request. Raises Problem."""
    try:
        wanted = json.loads(body)
    except (ValueError, RecursionError):
        raise Problem("bad_frame") from None
    if not isinstance(wanted, dict):
        raise Problem("bad_frame")
    return wanted


def fields_of(wanted: dict[str, Any], kinds: Mapping[str, type]) -> dict[str, Any]:
    """The object, if it has at least one field and none but these. Raises Problem."""
    if not wanted or any(
        name not in kinds or type(value) is not kinds[name] for name, value in wanted.items()
    ):
        raise Problem("bad_frame")
    return wanted


def refuse(problem: Problem) -> JsonResponse:
    """The problem as JSON, with its sentence."""
    return JsonResponse(
        {"code": problem.code, "sentence": problem.sentence},
        status=STATUS.get(problem.code, 400),
    )
