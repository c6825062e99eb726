"""Coming in through another service: the same door as everybody, on the real protocol."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from tests.accounts.oidc_provider import Provider
from tests.accounts.people import make_user, messages, text, who

pytestmark = pytest.mark.django_db
ADA: dict[str, Any] = {
    "sub": "ada-1",
    "email": "Ada@Example.com",
    "email_verified": True,
    "name": "Ada Lovelace",
}


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with Provider() as provider:
        app = {
            "provider_id": "oidc",
            "name": "Acme ID",
            "client_id": "chatapp",
            "secret": "s",
            "settings": {"server_url": provider.url},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        provider.person = ADA
        yield provider


def come_in(client: Client) -> Any:
    """Press the button, sign in over there, come back."""
    start = client.post(reverse("openid_connect_login", args=["oidc"]))
    asked = parse_qs(urlsplit(start.headers["Location"]).query)
    back = reverse("openid_connect_callback", args=["oidc"])
    return client.get(back, {"code": "a-code", "state": asked["state"][0]}, follow=True)


def test_buttons_are_there_only_when_configured(client: Client, settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Continue with" not in text(client.get(reverse("account_login")))


def test_the_button_leads_to_a_question_and_then_to_the_provider(
    client: Client, provider: Provider
) -> None:
    assert "Continue with Acme ID" in text(client.get(reverse("account_login")))
    question = client.get(reverse("openid_connect_login", args=["oidc"]))
    assert "You go to Acme ID now" in text(question)
    start = client.post(reverse("openid_connect_login", args=["oidc"]))
    assert start.headers["Location"].startswith(f"{provider.url}/authorize?")


def test_the_first_person_through_a_provider_is_administrator(
    client: Client, provider: Provider
) -> None:
    page = come_in(client)
    ada = who(client)
    assert ada is not None
    assert (ada.email, ada.display_name) == ("ada@example.com", "Ada Lovelace")
    assert ada.role == Role.ADMINISTRATOR
    assert "you are the administrator" in text(page) or messages(page)


def test_the_next_person_is_not_and_comes_back_as_the_same(
    client: Client, provider: Provider
) -> None:
    make_user("root@example.com", Role.ADMINISTRATOR)
    come_in(client)
    ada = who(client)
    assert ada is not None
    assert ada.role == Role.USER
    again = Client()
    come_in(again)
    assert who(again) == ada


def test_a_closed_door_is_closed_here_too(
    client: Client, provider: Provider, settings: Settings
) -> None:
    settings.SIGNUP_OPEN = False
    assert "Sign-up is closed" in text(come_in(client))
    assert not User.objects.exists()


def test_another_domain_is_refused_with_the_address_that_was_refused(
    client: Client, provider: Provider, settings: Settings
) -> None:
    settings.SIGNUP_DOMAINS = ["example.org"]
    page = text(come_in(client))
    assert "Only addresses at example.org can sign up here" in page
    assert "ada@example.com" in page
    assert not User.objects.exists()


def test_an_account_with_the_same_address_is_not_taken_over(
    client: Client, provider: Provider
) -> None:
    make_user("ada@example.com")
    come_in(client)
    assert who(client) is None
    assert User.objects.count() == 1


def test_somebody_suspended_is_kept_out(client: Client, provider: Provider) -> None:
    make_user("root@example.com", Role.ADMINISTRATOR)
    come_in(client)
    client.post(reverse("account_logout"))
    User.objects.get(email="ada@example.com").suspend()
    assert "Your account is suspended" in text(come_in(client))
    assert who(client) is None


def test_an_answer_nobody_asked_for_is_refused(client: Client, provider: Provider) -> None:
    back = reverse("openid_connect_callback", args=["oidc"])
    page = client.get(back, {"code": "a-code", "state": "made-up"})
    assert "did not confirm who you are" in text(page)
    assert who(client) is None
