"""Nothing sensitive goes further down; what Claude says comes back with the values put back.

Fails closed: a request whose text can't be read or whose rules can't be loaded isn't sent.
Signed thinking is left as it is in both directions: Claude has seen placeholders only.
"""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace

from chatapp.claude import errors
from chatapp.claude.events import BlockStart, BlockStop, Done, Event, Notice, TextDelta
from chatapp.claude.redacting import redacted
from chatapp.claude.request import Request
from chatapp.claude.stack import Middleware
from chatapp.redaction.restoring import Restorer, restore_block


class RedactionMiddleware(Middleware):
    """Conceals the request, restores the reply: text as it streams, other blocks whole."""

    async def __call__(self, request: Request) -> AsyncGenerator[Event, None]:
        sent = await redacted(request)
        request.trace.hidden.update(sent.hidden)
        for code, kinds in (("hidden", sent.hidden), ("sensitive", sent.warned)):
            if kinds:
                yield Notice(code, {"kinds": sent.listed(kinds)})
        if not sent.values:
            async with self.inner(sent.request) as events:
                async for event in events:
                    yield event
            return
        texts: dict[int, Restorer] = {}
        async with self.inner(sent.request) as events:
            try:
                async for event in events:
                    for restored in _restored(event, texts, sent.values):
                        yield restored
            except errors.ClaudeError:
                for index, text in texts.items():
                    if rest := text.flush():
                        yield TextDelta(index, rest)
                raise


def _restored(
    event: Event, texts: dict[int, Restorer], values: Mapping[str, str]
) -> tuple[Event, ...]:
    """The event as the person may see it; text that may be half a placeholder waits."""
    match event:
        case TextDelta(index, text):
            shown = texts.setdefault(index, Restorer(values)).feed(text)
            return (TextDelta(index, shown),) if shown else ()
        case BlockStart(index, block):
            return (BlockStart(index, restore_block(block, values)),)
        case BlockStop(index, block):
            whole = BlockStop(index, restore_block(block, values))
            rest = texts.pop(index).flush() if index in texts else ""
            return (TextDelta(index, rest), whole) if rest else (whole,)
        case Done():
            content = tuple(restore_block(block, values) for block in event.content)
            return (replace(event, content=content),)
    return (event,)
