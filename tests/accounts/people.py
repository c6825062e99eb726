"""The cast, and what they do in a browser."""

from html import unescape
from typing import Any

from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role

PASSWORD = "correct horse battery"


def make_user(email: str = "alice@example.com", role: Role | None = None, **fields: Any) -> User:
    """Somebody who has an account already."""
    return User.objects.create_user(email, PASSWORD, role=role, **fields)


def sign_up(client: Client, email: str, **fields: str) -> HttpResponse:
    """Fill in the sign-up form and send it."""
    form = {"email": email, "password1": PASSWORD, **fields}
    return client.post(reverse("account_signup"), form)  # type: ignore[return-value]


def sign_in(client: Client, email: str, password: str = PASSWORD, path: str = "") -> HttpResponse:
    """Fill in the sign-in form and send it; `path` is where the link led from."""
    form = {"login": email, "password": password, "next": path}
    return client.post(reverse("account_login"), form)  # type: ignore[return-value]


def who(client: Client) -> User | None:
    """The person this browser is signed in as, by the rules of the session."""
    request = HttpRequest()
    request.session = client.session
    user = get_user(request)
    return user if isinstance(user, User) else None


def text(response: Any) -> str:
    """What the page says, with its entities as the characters that people read."""
    return unescape(response.content.decode())


def messages(response: Any) -> list[str]:
    """What was put on top of the next page."""
    return [str(message) for message in response.wsgi_request._messages]
