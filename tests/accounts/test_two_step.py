"""Two-step sign-in: the app, the recovery codes, and the pages for passkeys."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.people import PASSWORD, make_user, sign_in, text, who

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    """What the app on the phone shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


@pytest.fixture
def alice(client: Client) -> User:
    """Alice, who has just proved once more that she is Alice."""
    user = make_user("alice@example.com")
    sign_in(client, "alice@example.com")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return user


def enrol(client: Client) -> str:
    """Scan the picture and turn it on; returns the secret."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in text(page)
    response = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert response.status_code == 302
    return str(secret)


def test_the_app_is_set_up_and_asked_for(client: Client, alice: User) -> None:
    assert "An app on your phone" in text(client.get(reverse("mfa_index")))
    secret = enrol(client)
    assert "You are asked for a code" in text(client.get(reverse("mfa_index")))

    phone = Client()
    response = sign_in(phone, "alice@example.com")
    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert who(phone) is None
    assert "Second step" in text(phone.get(reverse("mfa_authenticate")))

    wrong = phone.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "That code is not right." in text(wrong)
    assert who(phone) is None

    right = phone.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert right.headers["Location"] == reverse("chat")
    assert who(phone) == alice


def test_a_recovery_code_replaces_the_phone_once(client: Client, alice: User) -> None:
    enrol(client)
    page = text(client.get(reverse("mfa_view_recovery_codes")))
    codes = re.findall(r"<code>(\d+)</code>", page)
    assert len(codes) == 10

    elsewhere = Client()
    sign_in(elsewhere, "alice@example.com")
    elsewhere.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert who(elsewhere) == alice

    again = Client()
    sign_in(again, "alice@example.com")
    assert "not right" in text(again.post(reverse("mfa_authenticate"), {"code": codes[0]}))


def test_changing_the_protection_asks_who_you_are(client: Client) -> None:
    make_user("alice@example.com")
    sign_in(client, "alice@example.com")

    asked = client.get(reverse("mfa_activate_totp"), follow=True)
    assert "Is it you?" in text(asked)
    path = asked.redirect_chain[-1][0]
    assert "That is not your password." in text(client.post(path, {"password": "guess"}))
    assert "Scan this picture" in text(client.post(path, {"password": PASSWORD}, follow=True))


def test_the_app_is_turned_off_again(client: Client, alice: User) -> None:
    enrol(client)
    assert "Turn off the authenticator app?" in text(client.get(reverse("mfa_deactivate_totp")))
    done = client.post(reverse("mfa_deactivate_totp"), follow=True)
    assert "The authenticator app is off." in text(done)
    phone = Client()
    sign_in(phone, "alice@example.com")
    assert who(phone) == alice


@pytest.mark.parametrize("name", ["account_login", "mfa_add_webauthn"])
def test_passkey_scripts_are_files_of_ours_with_the_nonce_of_the_page(
    client: Client, alice: User, name: str
) -> None:
    browser = Client() if name == "account_login" else client
    page = browser.get(reverse(name))
    body = page.content.decode()
    nonce = re.search(r"'nonce-([^']+)'", page.headers["Content-Security-Policy"])
    assert nonce is not None
    scripts: list[Any] = re.findall(r"<script\b[^>]*>", body)
    ours = [tag for tag in scripts if "mfa/js/webauthn.js" in tag or "allauth-onload" in tag]
    assert len(ours) == 2
    assert all(f'nonce="{nonce.group(1)}"' in tag for tag in ours)
    runs_inline = [
        t for t in scripts if "src=" not in t and "json" not in t and "importmap" not in t
    ]
    assert runs_inline == []


def test_the_browser_gets_what_it_needs_to_ask_for_a_passkey(client: Client) -> None:
    answer = client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    assert answer.json()["request_options"]["publicKey"]["challenge"]
    refused = client.post(reverse("mfa_login_webauthn"), {"credential": "{}"}, follow=True)
    assert refused.status_code == 200
    assert who(client) is None
