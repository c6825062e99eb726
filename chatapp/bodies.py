"""How much of a request's body is taken in. What is beyond goes to nobody and stays nowhere.

Django puts a body aside whole before any view is asked whether it wants it. So a body without end
would fill the disk, and Daphne's memory before that. Cut short here, it reaches its view, which
says in a sentence that it is too large.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.conf import settings

from chatapp.transfer.upload import MAX_UPLOAD_BYTES

Event = Mapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

FILES = "/api/files/"
FRAME_BYTES = 1_000_000
"""What a form has around its file."""


def most_bytes(path: str) -> int:
    """The bytes that are taken in for this path: enough for its view to see that it is too much."""
    return settings.FILE_MAX_BYTES + 1 if path == FILES else MAX_UPLOAD_BYTES + FRAME_BYTES


def bounded(application: Application) -> Application:
    """The application, which gets no more of a body than may be."""

    async def answer(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        room = most_bytes(scope["path"])
        if scope["path"] == FILES and _declared(scope) >= room:
            room = 0  # its view goes by the header: nothing need be read

        async def take() -> Event:
            nonlocal room
            event = await receive()
            while room < 0 and event["type"] == "http.request":
                event = await receive()
            if event["type"] != "http.request":
                return event
            body = event.get("body", b"")
            kept, room = body[:room], room - len(body)
            if room > 0:
                return event
            room = -1
            return {"type": "http.request", "body": kept, "more_body": False}

        await application(scope, take, send)

    return answer


def _declared(scope: dict[str, Any]) -> int:
    """The length that the headers tell, 0 if they don't."""
    told = dict(scope["headers"]).get(b"content-length", b"")
    return int(told) if told.isdigit() else 0
