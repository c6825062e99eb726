"""The ASGI edge: HTTP to Django, websockets to the consumers, start and stop to `lifespan`."""

import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatapp.settings")

from chatapp.starting import without_collector

with without_collector():
    from django.core.asgi import get_asgi_application

    django = get_asgi_application()

    from channels.routing import ProtocolTypeRouter, URLRouter
    from django.core.management.base import BaseCommand

    from chatapp import bodies, claude, entrance, lifespan
    from chatapp.routing import websocket_urlpatterns

    BaseCommand().check()  # a wrong configuration fails here, with a sentence, not at a request
    claude.prepare()

router: Any = ProtocolTypeRouter(
    {
        "http": bodies.bounded(django),
        "websocket": entrance.checked(URLRouter(websocket_urlpatterns)),
    }
)


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """What the server calls."""
    if scope["type"] == "lifespan":
        await lifespan.answer(receive, send)
    else:
        lifespan.start()
        await router(scope, receive, send)


if reactor := sys.modules.get("twisted.internet.reactor"):
    from chatapp import daphne_bodies

    daphne_bodies.install()
    # A moment later than "running": by then the reactor has its signal handlers in place.
    reactor.callWhenRunning(lambda: reactor.callLater(0, lifespan.start))
