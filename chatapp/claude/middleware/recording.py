"""One ClaudeCall row per request to Claude, whatever became of it."""

import dataclasses
import logging
import time
from collections.abc import AsyncGenerator
from typing import Any

from django.db import Error as DatabaseTrouble
from django.utils import timezone

from chatapp import database, shielded
from chatapp.claude.errors import ClaudeError
from chatapp.claude.events import Done, Event, TextDelta, ThinkingDelta
from chatapp.claude.request import Attempt, Request, Trace
from chatapp.claude.stack import Middleware
from chatapp.models import ClaudeCall
from chatapp.monitoring import counting, meters, spans

logger = logging.getLogger(__name__)


class RecordingMiddleware(Middleware):
    """Records attempts, waits, usage, times and the outcome, and counts them; never the content.

    A request left early (Stop, shutdown) is recorded as `cancelled`. The row is written after
    the last event, shielded from cancellation. Fails open: a reply isn't lost because its row
    can't be stored; what the row would have said is logged instead.
    """

    async def __call__(self, request: Request) -> AsyncGenerator[Event, None]:
        trace = Trace(call_id=request.call_id) if request.call_id else Trace()
        trace.attempts += [Attempt(code="process_died", status=200) for _ in range(request.lost)]
        row = ClaudeCall(
            id=trace.call_id,
            user_id=request.user_id,
            conversation_id=request.conversation_id,
            message_id=request.message_id,
            purpose=request.purpose,
            model=request.model,
            started_at=timezone.now(),
            error_code="cancelled",
        )
        started = time.monotonic()
        try:
            async with self.inner(request.replace(trace=trace)) as events:
                async for event in events:
                    match event:
                        case TextDelta() | ThinkingDelta() if row.first_token_ms is None:
                            row.first_token_ms = round((time.monotonic() - started) * 1000)
                        case Done():
                            row.stop_reason, row.answered_by = event.stop_reason, event.model
                            row.error_code = ""
                    yield event
        except ClaudeError as error:
            row.error_code = error.code
            raise
        except Exception:
            row.error_code = "bug"
            raise
        finally:
            row.duration_ms = round((time.monotonic() - started) * 1000)
            fill_in(row, trace)
            request.trace.attempts.extend(trace.attempts)
            request.trace.cost_nano = trace.cost_nano
            request.trace.from_cache = trace.from_cache
            request.trace.similar_to = trace.similar_to
            request.trace.spared_nano = trace.spared_nano
            meters.observe(row)
            spans.record(row)
            await shielded.finish(_store(row))


async def _store(row: ClaudeCall) -> None:
    try:
        with database.unhurried():
            await database.run(counting.store, row)
    except DatabaseTrouble:
        facts = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
        logger.exception("A call to Claude could not be recorded: %s", facts)


def fill_in(row: ClaudeCall, trace: Trace) -> None:
    """What the layers below noted, onto the row."""
    row.attempts = [_attempt(dataclasses.asdict(attempt)) for attempt in trace.attempts]
    waits = [attempt.waited_ms + attempt.paced_ms for attempt in trace.attempts]
    row.waited_ms = trace.queued_ms + sum(waits)
    if trace.attempts:
        row.status = trace.attempts[-1].status
        row.request_id = trace.attempts[-1].request_id
    row.cost_nano = trace.cost_nano
    row.from_cache, row.saved_nano = trace.from_cache, trace.saved_nano
    if usage := trace.usage:
        row.usage = usage.raw
        row.input_tokens, row.output_tokens = usage.input, usage.output
        row.cache_read_tokens = usage.cache_read
        row.cache_write_5m_tokens = usage.cache_write_5m
        row.cache_write_1h_tokens = usage.cache_write_1h
        row.thinking_tokens = usage.thinking


def _attempt(fields: dict[str, Any]) -> dict[str, Any]:
    usage = fields.pop("usage")
    del fields["rate_limits"]
    return fields | {"usage": usage and usage["raw"]}
