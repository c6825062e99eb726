"""Websockets opened by pages of other sites: told why they are not served, then closed."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils import translation

from chatapp import protocol
from chatapp.problems import Problem

WRONG_ORIGIN = 4403


async def refuse(language: str, receive: Any, send: Any) -> None:
    """Says why a page of another host is not served, and closes.

    Refusing the handshake would tell the page nothing, and the page may be our own, opened under
    an address that nobody has configured: so it gets a sentence and a close code of its own.
    """
    with translation.override(language):
        sentence = Problem("wrong_origin").sentence
    frame = protocol.Problem(code="wrong_origin", sentence=sentence)
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": protocol.encode(frame)})
    await send({"type": "websocket.close", "code": WRONG_ORIGIN})


def is_own(origin: str) -> bool:
    """Whether the page comes from a host of this site."""
    try:
        domain, _ = split_domain_port(urlsplit(origin).netloc)
    except ValueError:
        return False
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
