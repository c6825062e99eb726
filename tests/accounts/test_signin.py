"""Coming in, being kept out, and going."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.people import PASSWORD, make_user, sign_in, text, who

pytestmark = pytest.mark.django_db


def test_signing_in_and_out(client: Client) -> None:
    make_user("alice@example.com")
    response = sign_in(client, "Alice@EXAMPLE.com")
    assert response.headers["Location"] == reverse("chat")
    assert who(client) is not None

    assert "Sign out?" in text(client.get(reverse("account_logout")))
    assert who(client) is not None, "a link alone must not sign anybody out"
    client.post(reverse("account_logout"))
    assert who(client) is None


def test_wrong_password_and_unknown_address_get_the_same_sentence(client: Client) -> None:
    make_user("alice@example.com")
    sentence = "That e-mail address and password do not belong together."
    wrong = text(sign_in(client, "alice@example.com", "something else"))
    unknown = text(sign_in(client, "nobody@example.com", "something else"))
    assert sentence in wrong
    assert sentence in unknown
    assert 'role="alert"' in wrong
    assert "something else" not in wrong


def test_guessing_is_stopped_with_a_sentence_even_for_the_right_password(client: Client) -> None:
    make_user("alice@example.com")
    for number in range(5):
        page = text(sign_in(client, "alice@example.com", f"guess {number}"))
        assert "do not belong together" in page

    page = text(sign_in(Client(), "ALICE@example.com", PASSWORD))
    assert "Too many failed attempts. Wait five minutes" in page
    assert who(client) is None


def test_guessing_over_many_accounts_from_one_place_is_stopped(client: Client) -> None:
    pages = [text(sign_in(client, f"person{number}@example.com", "guess")) for number in range(11)]
    assert "Too many failed attempts" not in pages[9]
    assert "Too many failed attempts" in pages[10]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
    ],
)
def test_a_hostile_next_leads_home(client: Client, target: str) -> None:
    make_user("alice@example.com")
    page = text(client.get(reverse("account_login"), {"next": target}))
    assert 'href="https://evil' not in page
    response = sign_in(client, "alice@example.com", path=target)
    assert response.headers["Location"] == reverse("chat")


def test_a_link_into_the_house_is_followed_after_signing_in(client: Client) -> None:
    make_user("alice@example.com")
    response = sign_in(client, "alice@example.com", path=reverse("account_profile"))
    assert response.headers["Location"] == reverse("account_profile")


def test_somebody_suspended_is_told_so_and_only_after_the_right_password(client: Client) -> None:
    make_user("root@example.com", is_superuser=True)
    alice = make_user("alice@example.com")
    sign_in(client, "alice@example.com")
    assert client.get(reverse("account_profile")).status_code == 200

    alice.suspend()

    gone = client.get(reverse("account_profile"))
    assert gone.status_code == 302, "the open session ends with its next request"
    wrong = sign_in(client, "alice@example.com", "guess")
    assert "do not belong together" in text(wrong)
    right = sign_in(client, "alice@example.com")
    assert right.headers["Location"] == reverse("account_inactive")
    assert "Your account is suspended" in text(client.get(reverse("account_inactive")))
    assert who(client) is None

    alice.restore()
    sign_in(client, "alice@example.com")
    assert who(client) == alice


def test_the_pages_keep_to_the_strict_policy(client: Client) -> None:
    for name in ("account_login", "account_signup", "account_reset_password"):
        page = client.get(reverse(name))
        policy = page.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        body = page.content.decode()
        assert " style=" not in body
        assert " onclick=" not in body
        assert "<style" not in body
