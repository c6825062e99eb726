"""Staff look after conversations without reading them; the one door to the words is narrow."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.audit.models import AuditEntry
from accounts.models import User
from accounts.roles import Role
from chatapp.models import Conversation, Message
from chatapp.review import opening
from chatapp.review.models import Opening, Reviewer
from tests.console.conftest import browser as browser

pytestmark = pytest.mark.django_db

SECRET = "The merger is called Bluebird."
TITLE = "Merger talk"
REASON = "Report of misuse number 17"


@pytest.fixture
def conversation():
    alice = User.objects.create_user("alice@example.com", language="en")
    chat = Conversation.objects.create(owner=alice, title=TITLE, active_at=timezone.now())
    asked = Message.objects.create(conversation=chat, role="user", text=SECRET)
    told = Message.objects.create(conversation=chat, role="assistant", text="Noted.", parent=asked)
    Message.objects.create(conversation=chat, role="assistant", text="Other.", parent=asked)
    chat.head = told
    chat.save()
    return chat


def address(name, conversation):
    return reverse(f"admin:review_{name}", args=[conversation.pk])


def make_reviewer(email="administrator@example.com", days=1):
    user = User.objects.get(email=email)
    return Reviewer.objects.create(user=user, until=timezone.now() + timedelta(days=days))


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMINISTRATOR])
def test_a_conversation_is_seen_without_its_title_and_its_words(browser, conversation, role):
    person = browser(role)
    for page in (
        reverse("admin:review_conversationrecord_changelist"),
        reverse("admin:review_conversationrecord_changelist") + "?q=alice@example.com",
        address("conversationrecord_change", conversation),
    ):
        answer = person.get(page)
        assert answer.status_code == 200
        assert "alice@example.com" in text(answer)
        assert TITLE not in text(answer)
        assert SECRET not in text(answer)


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMINISTRATOR])
def test_no_role_opens_a_conversation_not_even_administrators(browser, conversation, role):
    person = browser(role)
    for name in ("ask", "read"):
        assert person.get(address(name, conversation)).status_code == 403
    assert person.post(address("ask", conversation), {"reason": REASON}).status_code == 403
    assert not Opening.objects.exists()


def test_a_reviewer_gives_a_reason_reads_and_leaves_a_trace(browser, conversation):
    reviewer = browser(Role.ADMINISTRATOR)
    make_reviewer()
    assert reviewer.get(address("read", conversation))["Location"] == address("ask", conversation)
    refused = reviewer.post(address("ask", conversation), {"reason": " why  not "})
    assert "Say in a sentence why" in text(refused)

    page = reviewer.post(address("ask", conversation), {"reason": REASON}, follow=True)
    assert SECRET in text(page)
    assert "Other." not in text(page)
    assert "no-store" in page["Cache-Control"]
    entry = AuditEntry.objects.get(action="read")
    assert (entry.actor, entry.reason) == ("administrator@example.com", REASON)
    assert entry.object_id == str(conversation.pk)
    assert TITLE not in entry.object_text
    assert SECRET not in str(entry.changes)


def test_the_time_ends_and_so_does_the_right(browser, conversation):
    reviewer = browser(Role.ADMINISTRATOR)
    right = make_reviewer()
    reviewer.post(address("ask", conversation), {"reason": REASON})
    Opening.objects.update(ends_at=timezone.now())
    assert reviewer.get(address("read", conversation)).status_code == 302
    Opening.objects.update(ends_at=timezone.now() + timedelta(minutes=5))
    Reviewer.objects.filter(pk=right.pk).update(until=timezone.now())
    assert reviewer.get(address("read", conversation)).status_code == 403


def test_one_reviewers_opening_opens_nothing_for_another(browser, conversation):
    first = browser(Role.ADMINISTRATOR)
    make_reviewer()
    first.post(address("ask", conversation), {"reason": REASON})
    second = browser(Role.STAFF)
    assert second.get(address("read", conversation)).status_code == 403
    make_reviewer("staff@example.com")
    assert second.get(address("read", conversation)).status_code == 302


def test_the_owner_is_told_once_by_letter_and_on_the_page(browser, conversation, client):
    reviewer = browser(Role.ADMINISTRATOR)
    make_reviewer()
    reviewer.post(address("ask", conversation), {"reason": REASON})
    assert (opening.tell_owners(), opening.tell_owners()) == (1, 0)
    [letter] = mail.outbox
    assert letter.to == ["alice@example.com"]
    assert REASON in letter.body
    assert SECRET not in letter.body + letter.subject

    client.force_login(conversation.owner)
    assert opening.unseen(conversation.owner_id) == 1
    assert REASON in text(client.get(reverse("review-mine")))
    assert opening.unseen(conversation.owner_id) == 0


def test_a_letter_that_cannot_be_sent_is_tried_again(browser, conversation, settings):
    reviewer = browser(Role.ADMINISTRATOR)
    make_reviewer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    reviewer.post(address("ask", conversation), {"reason": REASON})
    assert opening.tell_owners() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert opening.tell_owners() == 0  # not at once
    Opening.objects.update(due_at=timezone.now())
    assert opening.tell_owners() == 1


def test_others_learn_nothing_of_it(browser, conversation, client):
    reviewer = browser(Role.ADMINISTRATOR)
    make_reviewer()
    reviewer.post(address("ask", conversation), {"reason": REASON})
    client.force_login(User.objects.create_user("mallory@example.com"))
    assert REASON not in text(client.get(reverse("review-mine")))


def test_giving_the_right_is_in_the_log(browser, conversation):
    root = browser(Role.ADMINISTRATOR)
    user = User.objects.get(email="administrator@example.com")
    form = {"user": user.pk, "until_0": "2099-01-01", "until_1": "00:00"}
    assert root.post(reverse("admin:review_reviewer_add"), form).status_code == 302
    assert AuditEntry.objects.get().model == "review.reviewer"


def test_a_deleted_conversation_is_gone_for_its_reviewer_too(browser, conversation):
    reviewer = browser(Role.ADMINISTRATOR)
    make_reviewer()
    reviewer.post(address("ask", conversation), {"reason": REASON})
    page = address("read", conversation)
    conversation.delete()
    assert reviewer.get(page).status_code == 404
