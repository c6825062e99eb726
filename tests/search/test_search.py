"""Finding what was said, in English and Chinese, and nobody else's words."""

import pytest
from django.utils import timezone

from accounts.models import User
from chatapp.models import Conversation, Message
from chatapp.search import query
from chatapp.search.terms import MAX_TERMS, terms_of, wanted_terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return User.objects.create_user("alice@example.com")


def say(user, text, title=""):
    chat = Conversation.objects.create(owner=user, title=title, active_at=timezone.now())
    content = [{"type": "text", "text": text}]
    message = Message.objects.create(conversation=chat, role="user", content=content, text=text)
    query.add([(message.pk, text)])
    return message


def found(user, text):
    return {hit.message.text for hit in query.find(user.pk, text) if hit.message}


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [
        ("预算", True),
        ("算", True),
        ("季度预算", True),
        ("预季", False),
        ("REPORT", True),
        ("repo", True),
        ("report quarter", True),
        ("report missing", False),
        ("２０２６", True),
        ("'; DROP TABLE", False),
        ('"report* OR', False),
        ("!!!", False),
    ],
)
def test_words_beginnings_and_single_characters_are_found(alice, wanted, is_found):
    text = "The quarterly report 2026: 季度预算 is on track"
    say(alice, text)
    assert (found(alice, wanted) == {text}) is is_found


def test_mallory_does_not_find_what_alice_said(alice):
    mallory = User.objects.create_user("mallory@example.com")
    say(alice, "the launch is in May", title="Launch")
    assert query.find(mallory.pk, "launch") == []


def test_what_is_deleted_cannot_be_found_any_more(alice):
    message = say(alice, "the old password")
    message.conversation.delete()
    assert found(alice, "password") == set()
    say(alice, "something else")
    assert found(alice, "password") == set()


def test_what_is_said_anew_replaces_what_was_indexed(alice):
    message = say(alice, "half a rep")
    query.add([(message.pk, "a whole reply")])
    assert found(alice, "whole") == {"half a rep"}
    assert found(alice, "half") == set()


def test_a_title_is_found_and_the_place_of_a_hit_is_shown(alice):
    say(alice, "x " * 300 + "the needle " + "y " * 300, title="Haystack")
    (by_title,) = query.find(alice.pk, "hayst")
    assert by_title.message is None
    (by_text,) = query.find(alice.pk, "needle")
    assert "the needle" in by_text.excerpt
    assert len(by_text.excerpt) < 140


def test_a_message_of_two_megabytes_keeps_a_bounded_number_of_terms():
    everything = " ".join(f"word{n}" for n in range(MAX_TERMS + 5000))
    assert len(terms_of(everything).split()) == MAX_TERMS


def test_the_last_word_is_open_at_its_end():
    assert wanted_terms("quarterly rep") == (["quarterly"], "rep")
    assert wanted_terms("价") == (["价"], "")
