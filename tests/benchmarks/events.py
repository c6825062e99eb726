"""Microseconds that one event of the stream costs on its way: wire, assembly, every middleware."""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop

from tests.benchmarks.rig.load import median
from tests.benchmarks.rig.table import table
from tests.benchmarks.rig.upstream import event
from tests.environment import private_environment

if TYPE_CHECKING:
    from chatapp.claude.events import Event
    from chatapp.claude.request import Request
    from chatapp.claude.stack import Handler, Stream

TEXT = " at <00000000000000>"


class Recorded:
    """Stands where the transport stands: gives a list of events, at once."""

    def __init__(self, events: Sequence["Event"]) -> None:
        self.events = events

    async def __call__(self, request: "Request") -> AsyncGenerator["Event", None]:
        for one in self.events:
            yield one


def per_event(count: int, work: Callable[[], object], rounds: int) -> float:
    """CPU microseconds of `work` for each of `count` events, the median over the rounds."""
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        spent.append((time.process_time() - start) * 1e6 / count)
    return median(spent)


def reading(count: int, rounds: int) -> list[tuple[str, float]]:
    """Bytes into wire events, wire events into ours."""
    from chatapp.claude.assembly import Assembler
    from chatapp.claude.wire import SSEReader

    start = event(type="content_block_start", index=0, content_block={"type": "text", "text": ""})
    delta = event(type="content_block_delta", index=0, delta={"type": "text_delta", "text": TEXT})
    pieces = [start, *[delta] * count]
    wire = [found for reader in [SSEReader()] for piece in pieces for found in reader.feed(piece)]

    def read() -> None:
        reader = SSEReader()
        for piece in pieces:
            reader.feed(piece)

    def assemble() -> None:
        assembler = Assembler()
        for one in wire:
            for _ in assembler.feed(one):
                pass

    return [
        ("wire: bytes to an event of the API", per_event(count, read, rounds)),
        ("assembly: to an event of ours", per_event(count, assemble, rounds)),
    ]


def passing(count: int, rounds: int) -> list[tuple[str, float]]:
    """Events through the stack, one more layer at a time, the innermost first."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    from chatapp.claude.events import Done, TextDelta, Usage
    from chatapp.claude.request import Attempt, Request
    from chatapp.claude.stack import build

    events: list[Event] = [*[TextDelta(0, TEXT)] * count]
    events += [Usage(input=25, output=count), Done("end_turn", ({"type": "text", "text": "…"},))]
    transport = Recorded(events)

    async def drain(stream: "Stream") -> None:
        request = Request(model=settings.CLAUDE_MODEL, messages=(), max_tokens=1024)
        request.trace.attempts.append(Attempt(code="ok"))
        async with stream(request) as events:
            async for _ in events:
                pass

    layers: list[Callable[[Stream], Handler]] = [
        import_string(path) for path in settings.CLAUDE_MIDDLEWARE
    ]
    names = [path.rpartition(".")[2] for path in settings.CLAUDE_MIDDLEWARE]
    lines = []
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        before = 0.0
        for depth in range(len(layers) + 1):
            stream = build(layers[len(layers) - depth :], transport)
            spent = per_event(count, partial(lambda one: runner.run(drain(one)), stream), rounds)
            name = names[-depth] if depth else "a generator alone"
            lines.append((name, spent - before))
            before = spent
        lines.append((f"the stack of {len(layers)} layers", before))
    return lines


def run(argv: list[str]) -> int:
    """Prints the table. The layers find an empty database of their own."""
    parser = argparse.ArgumentParser(prog="scripts/bench events", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="chatapp-bench-") as data_dir:
        environment = private_environment(Path(data_dir), DJANGO_SETTINGS_MODULE="chatapp.settings")
        os.environ.clear()
        os.environ.update(environment)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0, skip_checks=True)
        lines = [*reading(chosen.count, chosen.rounds), *passing(chosen.count, chosen.rounds)]
    rows = [(name, f"{spent:.2f}") for name, spent in lines]
    sys.stdout.write(table([("part", "us per event"), *rows]))
    return 0
