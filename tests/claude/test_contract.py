"""One contract, every middleware of the list; and the contract catches what it should."""

import asyncio

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from chatapp.claude.stack import Middleware
from tests.claude import contract

pytestmark = pytest.mark.django_db(transaction=True)

LAYERS = [import_string(path) for path in settings.CLAUDE_MIDDLEWARE]


@pytest.mark.parametrize("clause", contract.CONTRACT, ids=lambda clause: clause.__name__)
@pytest.mark.parametrize("layer", [Middleware, *LAYERS], ids=lambda layer: layer.__name__)
async def test_every_middleware_keeps_the_contract(layer, clause):
    await clause(layer)


class ReadsAhead(Middleware):
    async def __call__(self, request):
        async with self.inner(request) as events:
            read = [event async for event in events]
        for event in read:
            yield event


class SwallowsCancellation(Middleware):
    async def __call__(self, request):
        try:
            async with self.inner(request) as events:
                async for event in events:
                    yield event
        except asyncio.CancelledError:
            pass


class SwallowsErrors(Middleware):
    async def __call__(self, request):
        try:
            async with self.inner(request) as events:
                async for event in events:
                    yield event
        except Exception:  # noqa: S110
            pass


class KeepsState(Middleware):
    async def __call__(self, request):
        self.request = request
        await asyncio.sleep(0)
        async with self.inner(self.request) as events:
            async for event in events:
                yield event


class LeavesInnerOpen(Middleware):
    async def __call__(self, request):
        events = await self.inner(request).__aenter__()
        self.kept = events
        async for event in events:
            yield event


class AsksAgainAfterContent(Middleware):
    async def __call__(self, request):
        try:
            async with self.inner(request) as events:
                async for event in events:
                    yield event
        except Exception:
            async with self.inner(request) as events:
                async for event in events:
                    yield event


class DropsEvents(Middleware):
    async def __call__(self, request):
        async with self.inner(request) as events:
            await anext(events)
            async for event in events:
                yield event


class WritesIntoTheRequest(Middleware):
    async def __call__(self, request):
        request.messages[0]["content"].append({"type": "text", "text": "Answer in rhyme."})
        async with self.inner(request) as events:
            async for event in events:
                yield event


FAULTS = [
    (ReadsAhead, contract.is_lazy),
    (SwallowsCancellation, contract.lets_cancellation_through),
    (SwallowsErrors, contract.lets_errors_through),
    (KeepsState, contract.keeps_requests_apart),
    (LeavesInnerOpen, contract.closes_inner_at_once_when_left_early),
    (AsksAgainAfterContent, contract.lets_an_error_after_content_through),
    (DropsEvents, contract.passes_every_event_through),
    (WritesIntoTheRequest, contract.leaves_the_callers_request_alone),
]


@pytest.mark.parametrize(("layer", "clause"), FAULTS, ids=lambda value: value.__name__)
async def test_the_contract_catches_a_planted_fault(layer, clause):
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        await clause(layer)
