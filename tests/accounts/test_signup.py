"""Opening an account: the first, the next, and those who may not."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Organisation, User
from accounts.roles import Role
from tests.accounts.people import PASSWORD, make_user, messages, sign_in, sign_up, text, who

pytestmark = pytest.mark.django_db


def test_a_newcomer_signs_up_and_is_in(client: Client) -> None:
    make_user("root@example.com", Role.ADMINISTRATOR)
    response = sign_up(client, "Alice@Example.com", display_name="Alice")

    assert response.status_code == 302
    assert response.headers["Location"] == reverse("chat")
    alice = who(client)
    assert alice is not None
    assert (alice.email, alice.display_name) == ("alice@example.com", "Alice")
    assert alice.role == Role.USER
    assert list(alice.groups.values_list("name", flat=True)) == ["user"]
    assert alice.check_password(PASSWORD)


def test_the_first_account_is_administrator_and_is_told_so(client: Client) -> None:
    assert "becomes the administrator" in text(client.get(reverse("account_login")))
    assert "becomes the administrator" in text(client.get(reverse("account_signup")))

    response = sign_up(client, "alice@example.com")

    alice = who(client)
    assert alice is not None
    assert alice.role == Role.ADMINISTRATOR
    assert any("you are the administrator" in message for message in messages(response))
    page = text(client.get(reverse("chat")))
    assert "Open the administration" in page
    assert Organisation.current().founded_at is not None


def test_the_second_account_is_not(client: Client) -> None:
    sign_up(Client(), "alice@example.com")
    response = sign_up(client, "bob@example.com")

    assert User.objects.get(email="bob@example.com").role == Role.USER
    assert messages(response) == []
    assert "becomes the administrator" not in text(Client().get(reverse("account_signup")))


def test_whoever_comes_after_an_administrator_made_by_command_is_not(client: Client) -> None:
    User.objects.create_superuser("root@example.com")
    sign_up(client, "mallory@example.com")
    assert User.objects.get(email="mallory@example.com").role == Role.USER


def test_no_stranger_inherits_an_installation_whose_people_were_deleted(client: Client) -> None:
    sign_up(Client(), "alice@example.com")
    User.objects.all().delete()
    sign_up(client, "mallory@example.com")
    assert User.objects.get(email="mallory@example.com").role == Role.USER


def test_an_address_is_taken_in_any_case(client: Client) -> None:
    make_user("alice@example.com")
    response = sign_up(client, "ALICE@example.COM")
    assert "There is already an account with this e-mail address." in text(response)
    assert User.objects.count() == 1


def test_a_weak_password_is_refused_with_a_reason_and_the_address_is_kept(client: Client) -> None:
    page = text(sign_up(client, "alice@example.com", password1="12345"))
    assert "too short" in page
    assert 'value="alice@example.com"' in page
    assert 'role="alert"' in page
    assert 'aria-describedby="id_password1_helptext id_password1_error"' in page
    assert not User.objects.exists()


def test_a_closed_door_says_so_and_lets_nobody_in(client: Client, settings: Settings) -> None:
    settings.SIGNUP_OPEN = False
    assert "Create an account" not in text(client.get(reverse("account_login")))
    assert "Sign-up is closed" in text(client.get(reverse("account_signup")))
    assert "Sign-up is closed" in text(sign_up(client, "alice@example.com"))
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("email", "lets_in"),
    [
        ("alice@example.com", True),
        ("ALICE@Example.Com", True),
        ("alice@example.org", False),
        ("alice@sub.example.com", False),
        ("alice@notexample.com", False),
        ('"alice@example.com"@evil.org', False),
    ],
)
def test_only_the_domains_of_the_house_may_sign_up(
    client: Client, settings: Settings, email: str, lets_in: bool
) -> None:
    settings.SIGNUP_DOMAINS = ["example.com", "example.net"]
    assert "An address at example.com, example.net." in text(client.get(reverse("account_signup")))

    page = sign_up(client, email)

    assert User.objects.exists() is lets_in
    if not lets_in:
        assert "Only addresses at example.com, example.net can sign up here." in text(page)


def test_with_verification_nobody_is_in_before_the_address_is_proved(
    client: Client, settings: Settings, mailoutbox: list[object]
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    response = client.post(
        reverse("account_signup"),
        {"email": "alice@example.com", "password1": PASSWORD},
        follow=True,
    )
    assert "We have sent you an e-mail with a link." in text(response)
    assert who(client) is None

    letter = mailoutbox[0].body  # type: ignore[attr-defined]
    link = next(line for line in letter.splitlines() if line.startswith("http"))
    path = link.removeprefix("http://testserver")
    assert "Yes, confirm" in text(client.get(path))
    client.post(path)
    assert who(client) == User.objects.get(email="alice@example.com")

    # Somebody who tries the same address later learns nothing; its owner is told.
    cache.clear()
    second = Client().post(
        reverse("account_signup"),
        {"email": "alice@example.com", "password1": PASSWORD},
        follow=True,
    )
    assert "We have sent you an e-mail with a link." in text(second)
    assert "You have an account already" in mailoutbox[-1].subject  # type: ignore[attr-defined]


def test_what_the_organisation_wants_to_say_stands_above_the_form(client: Client) -> None:
    here = Organisation.current()
    here.signup_message = "Ask Ada <b>first</b>."
    here.save()
    page = client.get(reverse("account_signup")).content.decode()
    assert "Ask Ada &lt;b&gt;first&lt;/b&gt;." in page


def test_somebody_signed_in_does_not_see_the_form_again(client: Client) -> None:
    make_user()
    sign_in(client, "alice@example.com")
    assert client.get(reverse("account_signup")).status_code == 302
