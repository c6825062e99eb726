"""Every request fits into the model's window, with room for the answer.

Fails open: where the store of cuts can't be reached, or no summary can be had, the history is cut
all the same and says so. Stands below redaction, so summaries hold placeholders, and above
recording: their calls are recorded and booked as any other.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from functools import partial
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.utils.translation import gettext as _

from chatapp import claude, database
from chatapp.claude import catalog, errors
from chatapp.claude.events import CONTENT, Event, Notice, TextDelta, Usage
from chatapp.claude.request import Purpose, Request, Trace
from chatapp.claude.stack import Middleware
from chatapp.context import calibration, cuts, summaries
from chatapp.context.fitting import NEAR_SHARE, Fit
from chatapp.context.models import ContextCut
from chatapp.context.trimming import OMITTED_NOTE, Cut, Trimmed, with_preface

logger = logging.getLogger(__name__)

TIGHTER = 0.8


class ContextMiddleware(Middleware):
    """Trims what is too long, puts a summary in its place, and learns how well it counts.

    `prompt too long` from Claude means that the estimate was wrong: once more, with less.
    """

    async def __call__(self, request: Request) -> AsyncGenerator[Event, None]:
        if request.purpose != Purpose.CHAT:
            async with self.inner(request) as events:
                async for event in events:
                    yield event
            return
        fit = Fit(request, ratio=await _ratio(request.model))
        fitted = request
        fit.estimated = await _aside(request, fit.whole)
        if fit.is_near:
            async for step in self._fitted(fit):
                if isinstance(step, Request):
                    fitted = step
                else:
                    yield step
        usage, shown = None, False
        try:
            async with self.inner(fitted) as events:
                async for event in events:
                    shown = shown or isinstance(event, CONTENT)
                    if isinstance(event, Usage):
                        usage = event
                    yield event
        except errors.PromptTooLong:
            if shown:
                raise
        else:
            await _learn(fit, usage)
            return
        logger.info("Claude counts more than we do for %s: trimming further", request.model)
        fit.tighter *= TIGHTER
        fit.ratio = max(fit.ratio, fit.room / max(1, fit.estimated))
        counted = round(fit.estimated * fit.ratio / TIGHTER)
        await database.run(calibration.note, request.model, fit.estimated, counted)
        async for step in self._fitted(fit):
            if isinstance(step, Request):
                fitted = step
            else:
                yield step
        async with self.inner(fitted) as events:
            async for event in events:
                yield event

    async def _fitted(self, fit: Fit) -> AsyncGenerator[Notice | Request, None]:
        """Tells why it takes time; the last thing is the request that fits."""
        request = fit.request
        fit.known = await database.run(_kindly_known, request)
        fit.trimmed = trimmed = await _counted(fit)
        if not trimmed.fits:
            raise errors.MessageOverWindow(_too_large(fit))
        messages = trimmed.messages
        if trimmed.cut.turns:
            text = ""
            if request.summarises:
                found = cuts.summarised(fit.known, trimmed.cut.turns)
                if found is None or found.turns < trimmed.cut.turns:
                    yield Notice("summarising")
                    found = await self._summarise(fit, found, trimmed.cut)
                    if found.text:
                        yield Notice("summarised", {"messages": found.covered})
                text = found.text
            request.trace.cut = {
                "covered": len(fit.covered(trimmed.cut.turns)),
                "first_kept": fit.first_kept(trimmed.cut.turns),
                "summarised": bool(text),
            }
            messages = with_preface(messages, summaries.preface(text) if text else OMITTED_NOTE)
        moved = trimmed.cut != cuts.settled(fit.known, fit.window)
        if moved and not (trimmed.cut.turns and request.summarises):
            await database.run(_keep, fit, trimmed.cut, "", None)
        fit.estimated = fit.fixed + trimmed.tokens
        yield request.replace(messages=messages) if trimmed.cut != Cut() else request

    async def _summarise(self, fit: Fit, before: ContextCut | None, cut: Cut) -> ContextCut:
        """The summary of everything before the cut, made from the one before it, and kept."""
        request, model = fit.request, settings.CLAUDE_SUMMARY_MODEL
        text, start, cost = (before.text, before.turns, 0) if before else ("", 0, 0)
        most = round(catalog.find(model).window * 0.5)
        try:
            for part in summaries.parts(request.messages[start : cut.turns], most, fit.measure):
                trace = Trace()
                asked = {"role": "user", "content": summaries.asked(text, part)}
                said: list[str] = []
                async with self.inner(
                    Request(
                        model=model,
                        system=summaries.INSTRUCTIONS,
                        messages=(asked,),
                        max_tokens=summaries.MAX_TOKENS,
                        effort="low" if catalog.find(model).thinks else "",
                        purpose=Purpose.SUMMARY,
                        user_id=request.user_id,
                        conversation_id=request.conversation_id,
                        message_id=request.message_id,
                        assistant_id=request.assistant_id,
                        deadline=request.deadline,
                        key=request.key,
                        trace=trace,
                    )
                ) as events:
                    async for event in events:
                        if isinstance(event, TextDelta):
                            said.append(event.text)
                text, cost = "".join(said).strip() or text, cost + (trace.cost_nano or 0)
        except errors.ClaudeError as error:
            logger.info("No summary for conversation %s: %s", request.conversation_id, error.code)
            text = ""
        return await database.run(_keep, fit, cut, text, cost)


async def _ratio(model: str) -> float:
    known = calibration.at_hand(model)
    return await database.run(calibration.ratio, model) if known is None else known


async def _aside(request: Request, work: Any) -> Any:
    """Long histories are measured where nobody else waits for it."""
    if len(request.messages) < 20 and sum(len(str(m["content"])) for m in request.messages) < 1e5:
        return work()
    return await asyncio.to_thread(work)


async def _counted(fit: Fit) -> Trimmed:
    """Trimmed by our own count, and by Claude's where that is near the limit."""
    trimmed = await asyncio.to_thread(fit.trim)
    tokens = (fit.fixed + trimmed.tokens) * fit.ratio
    if not trimmed.fits or tokens < fit.room * NEAR_SHARE:
        return trimmed
    try:
        counted = await claude.api().count(fit.request.replace(messages=trimmed.messages))
    except errors.ClaudeError:
        return trimmed
    if counted <= fit.room:
        return trimmed
    fit.tighter *= min(1.0, fit.room / counted)
    return await asyncio.to_thread(fit.trim)


async def _learn(fit: Fit, usage: Usage | None) -> None:
    """Compares what Claude counted with what we did; tools at Claude's side read more."""
    if usage is None or usage.raw.get("server_tool_use") or fit.request.trace.from_cache:
        return
    read = (usage.input, usage.cache_read, usage.cache_write_5m, usage.cache_write_1h)
    counted = sum(tokens or 0 for tokens in read)
    await database.run(partial(calibration.note, fit.request.model, fit.estimated, counted))


def _kindly_known(request: Request) -> list[ContextCut]:
    try:
        return cuts.known(request.conversation_id, request.messages)
    except DatabaseTrouble as trouble:
        logger.warning("Earlier cuts can't be read: %s", type(trouble).__name__)
        return []


def _keep(fit: Fit, cut: Cut, text: str, cost: int | None) -> ContextCut:
    """The cut as a row, stored where there is a conversation to store it for."""
    request = fit.request
    row = ContextCut(
        window=fit.window,
        turns=cut.turns,
        results=cut.results,
        digest=cuts.digests_at(request.messages, {cut.results})[cut.results],
        first_kept=fit.first_kept(cut.turns),
        covered=len(fit.covered(cut.turns)) or cut.turns,
        text=text,
        model=settings.CLAUDE_SUMMARY_MODEL if text else "",
        cost_nano=cost,
    )
    if request.conversation_id is not None:
        row.conversation_id = request.conversation_id
        try:
            cuts.keep(row)
        except DatabaseTrouble as trouble:
            logger.warning("A cut can't be stored: %s", type(trouble).__name__)
    return row


def _too_large(fit: Fit) -> str:
    tokens = round((fit.fixed + (fit.trimmed.tokens if fit.trimmed else 0)) * fit.ratio)
    return _(
        "This needs about %(tokens)s tokens, but %(model)s reads at most %(room)s at once. "
        "Split the message or shorten it."
    ) % {
        "tokens": f"{tokens:,}",
        "model": catalog.find(fit.request.model).name,
        "room": f"{fit.room:,}",
    }
