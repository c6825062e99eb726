"""Deleting the account: everything the person wrote is gone, what they spent can be added up."""

import uuid

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import AsyncClient, Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from billing.models import BudgetRequest, LedgerEntry
from chatapp import database
from chatapp.models import ClaudeCall, Conversation, Message
from tests.accounts.people import PASSWORD, make_user, sign_in
from tests.billing.money import spend
from tests.chatapp.conftest import sign_in as signed_in
from tests.transfer.browser import PAGE, Browser, said
from tests.transfer.exports import own, question, reply

WORDS = ("quokka", "alice")


def everything() -> dict[str, str]:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = str(cursor.fetchall()).lower()
    return found


def leave(browser: Browser, email: str = "alice@example.com", password: str = PASSWORD):
    form = {"email": email, "password": password}
    return browser.client.post(f"{PAGE}delete/", form, follow=True)


def test_nothing_of_the_person_is_left_but_amounts_under_a_number(alice, bob):
    user_id = alice.user.pk
    alice.bring(own(question(1, None, "What is a quokka?"), reply(2, 1, "A quokka is small.")))
    bob.bring(own(question(1, None, "What is a wombat?")))
    EmailAddress.objects.create(user=alice.user, email="alice@work.example", verified=True)
    Authenticator.objects.create(user=alice.user, type="totp", data={"secret": "alice"})
    make_user("root@example.com", role=Role.ADMINISTRATOR)
    LogEntry.objects.create(
        user=User.objects.get(email="root@example.com"),
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user_id),
        object_repr="alice@example.com",
        action_flag=CHANGE,
        change_message="Changed alice",
    )
    BudgetRequest.objects.create(user_id=user_id, asked_nano=5, reason="For my quokka")
    spend(700, user=user_id)
    ClaudeCall.objects.create(
        user_id=user_id, purpose="chat", model="m", started_at=timezone.now(), output_tokens=9
    )
    elsewhere = Client()
    sign_in(elsewhere, "alice@example.com")
    elsewhere.session["seen"] = "quokka"
    before = everything()
    assert all(any(word in rows for rows in before.values()) for word in WORDS)

    assert "Your account is deleted" in said(leave(alice))

    left = {t: rows for t, rows in everything().items() if any(word in rows for word in WORDS)}
    assert left == {}
    amounts = LedgerEntry.objects.filter(user_id=user_id).values_list("amount_nano", flat=True)
    assert sum(amounts) == 700
    assert ClaudeCall.objects.get(user_id=user_id).output_tokens == 9
    assert "wombat" in str(bob.export())
    assert elsewhere.get(PAGE).status_code == 302
    sign_in(elsewhere, "alice@example.com")
    assert elsewhere.get(PAGE).status_code == 302


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"email": "", "password": PASSWORD}, "Type your e-mail address to confirm."),
        ({"email": "bob@example.com", "password": PASSWORD}, "not the e-mail address of your"),
        ({"email": "alice@example.com", "password": ""}, "Type your password."),
        ({"email": "alice@example.com", "password": "guess"}, "That is not your password."),
    ],
)
def test_an_account_is_not_deleted_by_accident_or_by_a_stranger(alice, form, sentence):
    alice.bring(own(question(1, None, "Hello")))
    assert sentence in said(leave(alice, **form))
    assert len(alice.export()) == 1


def test_the_address_may_be_typed_in_any_case(alice):
    assert "Your account is deleted" in said(leave(alice, " Alice@Example.com "))


def test_passwords_cannot_be_guessed_here(alice):
    for _ in range(12):
        page = said(leave(alice, password="guess"))
    assert "That was too often" in page
    assert "That was too often" in said(leave(alice))
    assert User.objects.filter(pk=alice.user.pk).exists()


def test_the_last_administrator_stays(alice):
    alice.user.set_role(Role.ADMINISTRATOR)
    assert "You are the last administrator" in alice.open()
    alice.bring(own(question(1, None, "Hello")))
    assert "This is the last administrator" in said(leave(alice))
    assert len(alice.export()) == 1
    make_user("root@example.com", role=Role.ADMINISTRATOR)
    assert "Your account is deleted" in said(leave(alice))


def test_without_a_password_a_recent_sign_in_is_asked_for(alice):
    User.objects.filter(pk=alice.user.pk).update(password="!unusable")
    alice.user.refresh_from_db()
    alice.client.force_login(alice.user, "django.contrib.auth.backends.ModelBackend")
    page = alice.open()
    assert "Your account has no password." in page
    assert "Your password" not in page
    alice.client.post(f"{PAGE}delete/", {"email": "alice@example.com"})
    assert User.objects.filter(pk=alice.user.pk).exists()

    session = alice.client.session
    session["account_authentication_methods_user"] = str(alice.user.pk)
    session["account_authentication_methods"] = [
        {"method": "socialaccount", "at": timezone.now().timestamp(), "provider": "github"}
    ]
    session.save()
    response = alice.client.post(f"{PAGE}delete/", {"email": "alice@example.com"}, follow=True)
    assert "Your account is deleted" in said(response)


def test_a_link_cannot_delete_an_account(alice):
    assert alice.client.get(f"{PAGE}delete/").headers["Location"] == PAGE
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = alice.client.cookies
    form = {"email": "alice@example.com", "password": PASSWORD}
    assert strict.post(f"{PAGE}delete/", form).status_code == 403
    assert User.objects.filter(pk=alice.user.pk).exists()


async def test_running_replies_stop_and_open_pages_close(open_tab, stage):
    await database.run(make_user, "carol@example.com")
    carol = await database.run(signed_in, "carol")
    tab = await open_tab(carol)
    reply_id = await tab.send("Tell me about quokkas")
    claude = await stage.part()
    claude.say("A quokka ")
    await tab.shows(reply_id, "quokka ")

    client = AsyncClient()
    client.cookies["sessionid"] = carol.session
    form = {"email": "carol@example.com", "password": PASSWORD}
    response = await client.post(f"{PAGE}delete/", form)
    assert response.headers["Location"] == f"{PAGE}deleted/"

    assert await tab.gone() == 4401
    await claude.left.wait()
    rows = await database.run(everything)
    assert not any("quokka" in text or "carol" in text for text in rows.values())


def test_ten_thousand_messages_are_deleted_while_the_person_waits(alice):
    chat = Conversation.objects.create(
        id=uuid.uuid4(), owner=alice.user, title="Long", active_at=timezone.now()
    )
    rows = [
        Message(id=n + 1, conversation=chat, parent_id=n or None, role="user", content=[])
        for n in range(10_000)
    ]
    Message.objects.bulk_create(rows, 500)
    Conversation.objects.filter(pk=chat.pk).update(head=10_000)
    begun = timezone.now()
    assert "Your account is deleted" in said(leave(alice))
    seconds = (timezone.now() - begun).total_seconds()
    assert seconds < 15, f"{seconds:.1f} s (5 s when nothing else runs)"
    assert not Message.objects.exists()
