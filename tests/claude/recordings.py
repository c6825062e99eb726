"""Recorded traffic with Claude, where it is at hand, and an independent reader of it."""

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

Recording = dict[str, Any]

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "recordings"
SERVER = FOLDER / "server.py"

needed = pytest.mark.skipif(
    not (FOLDER / "corpus").is_dir(),
    reason=f"the shared recordings are not in {FOLDER}: NOTHING of the recorded traffic was tested",
)


@cache
def corpus() -> list[Recording]:
    """Every recorded exchange."""
    paths = sorted((FOLDER / "corpus").glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def streams() -> list[Recording]:
    """The recorded streams of the Messages API."""
    return [r for r in corpus() if r["is_stream"] and r["kind"] == "messages"]


def answers(kind: str, *, failed: bool = False) -> list[Recording]:
    """The recorded answers of one kind that came whole."""
    return [
        recording
        for recording in corpus()
        if recording["kind"] == kind
        and not recording["is_stream"]
        and (recording["status"] >= 400) is failed
    ]


@cache
def oracle() -> ModuleType:
    """`ssekit`, the reader that came with the recordings and shares no code with ours."""
    spec = importlib.util.spec_from_file_location("ssekit", FOLDER / "ssekit.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["ssekit"] = module
    spec.loader.exec_module(module)
    return module
