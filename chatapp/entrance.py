"""Who opens a websocket: origin, language and sign-in, found once, before the consumer.

Channels has a middleware for each of these. All of them stay on the stack, each with a copy of
the scope, for as long as the socket is open, and the one for sessions looks at every frame:
12 KB and 10 µs that a socket on which little happens would pay for nothing.
"""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.http.cookie import parse_cookie

from chatapp import database, language, origin
from chatapp.presence import SignIn


def checked(inner: Any) -> Any:
    """Lets pages of this site in; `inner` finds `language` and `sign_in` (or None) in its scope."""

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        cookies = parse_cookie(headers.get(b"cookie", ""))
        spoken = language.chosen(cookies, headers.get(b"accept-language", ""))
        if not origin.is_own(headers.get(b"origin", "")):
            await origin.refuse(spoken, receive, send)
            return
        key = cookies.get(settings.SESSION_COOKIE_NAME, "")
        found = {
            **{name: scope[name] for name in ("type", "path")},
            "language": spoken,
            "sign_in": await database.run(sign_in_of, key) if key else None,
        }
        del headers, cookies
        await inner(found, receive, send)

    return application


def sign_in_of(session_key: str) -> SignIn | None:
    """The sign-in that a session stands for, as Django's own middleware sees it.

    None for a session that has ended, and for a person who is suspended or has another password.
    """
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user: Any = get_user(SimpleNamespace(session=session))  # type: ignore[arg-type]
    if not user.is_authenticated or not user.is_active:
        return None
    return SignIn(user.pk, session.session_key or "", user.get_session_auth_hash())
