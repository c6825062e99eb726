"""Forgetting a password, and changing it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.people import PASSWORD, make_user, sign_in, text, who

pytestmark = pytest.mark.django_db
NEW = "staple tractor violin"


def link_in(letter: Any) -> str:
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    return str(link.removeprefix("http://testserver"))


def test_the_reset_letter_lands_and_its_link_works_once(
    client: Client, mailoutbox: list[Any]
) -> None:
    make_user("alice@example.com")
    done = client.post(
        reverse("account_reset_password"), {"email": "ALICE@example.com"}, follow=True
    )
    assert "An e-mail to this address is on its way." in text(done)
    letter = mailoutbox[0]
    assert letter.to == ["alice@example.com"]
    assert letter.subject == "Choose a new password"

    form = client.get(link_in(letter), follow=True)
    assert "Choose a new password" in text(form)
    path = form.redirect_chain[-1][0]
    client.post(path, {"password1": NEW, "password2": NEW})
    assert sign_in(client, "alice@example.com").status_code == 200, "the old one is dead"
    sign_in(client, "alice@example.com", NEW)
    assert who(client) is not None

    again = Client().get(link_in(letter), follow=True)
    assert "This link no longer works" in text(again)


def test_an_unknown_address_gets_the_same_page_and_an_honest_letter(
    client: Client, mailoutbox: list[Any]
) -> None:
    done = client.post(
        reverse("account_reset_password"), {"email": "nobody@example.com"}, follow=True
    )
    assert "An e-mail to this address is on its way." in text(done)
    assert mailoutbox[0].subject == "No account with this address"
    assert "nobody@example.com" in mailoutbox[0].body
    assert reverse("account_signup") in mailoutbox[0].body


def test_an_account_without_a_password_gets_one_by_reset(
    client: Client, mailoutbox: list[Any]
) -> None:
    alice = make_user("alice@example.com")
    alice.set_unusable_password()
    alice.save()
    client.post(reverse("account_reset_password"), {"email": "alice@example.com"})
    path = client.get(link_in(mailoutbox[0]), follow=True).redirect_chain[-1][0]
    client.post(path, {"password1": NEW, "password2": NEW})
    sign_in(client, "alice@example.com", NEW)
    assert who(client) == alice


def test_changing_the_password_asks_for_the_old_one_and_tells_the_owner(
    client: Client, mailoutbox: list[Any]
) -> None:
    alice = make_user("alice@example.com")
    sign_in(client, "alice@example.com")
    change = reverse("account_change_password")
    form = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    assert "That is not your current password." in text(client.post(change, form))

    form["oldpassword"] = PASSWORD
    client.post(change, form)

    alice.refresh_from_db()
    assert alice.check_password(NEW)
    assert who(client) == alice, "changing it does not sign this browser out"
