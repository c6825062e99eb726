"""The page on the cache: what was spared, what is kept, how similar questions do; and purging."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from chatapp.assistants.models import Assistant
from chatapp.caching import rules
from chatapp.caching.models import CacheRule, Hit, OptOut, SimilarAnswer
from tests.console.conftest import store_call

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:console-cache")


@pytest.fixture(autouse=True)
def _empty():
    cache.clear()
    rules.forget()
    yield
    cache.clear()
    rules.forget()


def signed_in(client, role):
    client.force_login(User.objects.create_user(f"{role}@example.org", role=role))
    return client


@pytest.fixture
def rule():
    return CacheRule.objects.create(assistant=Assistant.objects.create(name="FAQ"), similar=True)


def test_staff_see_hit_rate_savings_kept_answers_and_how_similar_questions_do(client, rule):
    for _ in range(8):
        store_call(input_tokens=1_000_000, cache_read_tokens=3_000_000)
    Hit.objects.create(model="m", assistant_id=rule.assistant_id, saved_nano=1_500_000_000)
    Hit.objects.create(model="m", assistant_id=99, tier="similar", saved_nano=500_000_000)
    SimilarAnswer.objects.create(assistant_id=rule.assistant_id, score=0.9, verdict="right")
    cache.set(f"answer:{rule.assistant_id}:0:user-1:x", b"")
    cache.set(f"answer:{rule.assistant_id}:7:user-1:x", b"")
    page = signed_in(client, Role.STAFF).get(PAGE)
    shown = page.content.decode()
    assert page.context["hit_rate"] == 0.25
    assert page.context["prompts"].read_share == 0.75
    assert page.context["prompts"].saved_nano > 0
    assert "$2.00" in shown
    (faq,) = [row for row in page.context["rows"] if row.name == "FAQ"]
    assert (faq.kept, faq.spared.exact) == (1, 1)
    assert "on trial: 0 wrong of 1 judged" in shown
    assert "Deleted assistant 99" in shown
    assert "Purge the answers of" not in shown


def test_nothing_yet_is_shown_as_nothing(client):
    page = signed_in(client, Role.STAFF).get(PAGE)
    assert page.status_code == 200
    assert page.context["hit_rate"] is None


def test_administrators_purge_one_assistant_and_nobody_else_does(client, rule):
    assert signed_in(client, Role.STAFF).post(PAGE, {"rule": rule.pk}).status_code == 403
    page = signed_in(client, Role.ADMINISTRATOR).post(PAGE, {"rule": rule.pk}, follow=True)
    assert "The kept answers of “FAQ” are not given again." in page.content.decode()
    rule.refresh_from_db()
    assert rule.generation == 1
    for wrong in ("", "x", "99", "9" * 40):
        again = client.post(PAGE, {"rule": wrong}, follow=True)
        assert "That rule is not there any more." in again.content.decode()


def test_people_take_part_or_not_as_they_choose(client):
    person = User.objects.create_user("alice@example.org")
    client.force_login(person)
    profile, choice = reverse("account_profile"), reverse("cache-choice")
    assert "Always ask anew" in client.get(profile).content.decode()
    for _ in range(2):
        shown = client.post(choice, {"kept_answers": "no"}, follow=True).content.decode()
    assert "Use kept answers" in shown
    assert OptOut.objects.get().user == person
    shown = client.post(choice, {"kept_answers": "yes"}, follow=True).content.decode()
    assert "Always ask anew" in shown
    assert not OptOut.objects.exists()
    assert client.get(choice).status_code == 405
