"""What administrators see and set: policies by kind, a box to try a text, cache rules."""

import pytest
from django.urls import reverse

from accounts.models import Team, User
from accounts.roles import Role
from chatapp.caching.models import CacheRule, Hit
from chatapp.redaction import policy
from chatapp.redaction.kinds import KINDS
from chatapp.redaction.models import Policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def console(client):
    client.force_login(User.objects.create_user("root@example.org", role=Role.ADMINISTRATOR))
    policy.forget()
    return client


def choices(**other):
    return {kind.code: kind.default for kind in KINDS.values()} | {"may_correct": "on"} | other


def test_a_policy_stores_only_what_differs(console):
    team = Team.objects.create(name="Legal")
    chosen = choices(team=team.pk, card="refuse", email="warn")
    assert console.post(reverse("admin:redaction_policy_add"), chosen).status_code == 302
    assert Policy.objects.get().actions == {"card": "refuse", "email": "warn"}
    assert policy.rules_of_team(team.pk).action("card") == "refuse"
    page = console.get(reverse("admin:redaction_policy_change", args=[Policy.objects.get().pk]))
    assert page.context["adminform"].form["card"].initial == "refuse"


def test_there_is_one_policy_for_everybody(console):
    assert console.post(reverse("admin:redaction_policy_add"), choices()).status_code == 302
    again = console.post(reverse("admin:redaction_policy_add"), choices())
    assert "There is a policy for everybody already." in again.content.decode()


def test_the_box_shows_what_would_happen_and_keeps_nothing(console):
    assert (
        reverse("admin:redaction_try")
        in console.get(reverse("admin:redaction_policy_changelist")).content.decode()
    )
    text = "Mail bob@example.com, password: hunter2024 <b>"
    page = console.post(reverse("admin:redaction_try"), {"text": text})
    shown = page.content.decode()
    assert "e-mail address" in shown
    assert "[PASSWORD HIDDEN] &lt;b&gt;" in shown
    assert "[EMAIL-" in page.context["sent"]
    Policy.objects.create(actions={"email": "refuse"})
    refused = console.post(reverse("admin:redaction_try"), {"text": text}).content.decode()
    assert "Nothing: the message would be refused." in refused


def test_who_may_not_change_policies_may_not_try(client):
    client.force_login(User.objects.create_user("staff@example.org", role=Role.STAFF))
    assert client.get(reverse("admin:redaction_try")).status_code == 403


def test_a_word_list_says_what_is_wrong_with_it(console):
    url = reverse("admin:redaction_ownkind_add")
    page = console.post(url, {"name": "x", "form": "pattern", "terms": "(", "action": "mask"})
    assert "This is not a pattern that RE2 understands." in page.content.decode()


def test_a_rule_shows_what_it_saved_and_can_be_purged(console):
    rule = CacheRule.objects.create()
    Hit.objects.create(model="claude-opus-5", saved_nano=12_345_678)
    url = reverse("admin:caching_cacherule_changelist")
    assert "$0.0123" in console.get(url).content.decode()
    console.post(url, {"action": "purge", "_selected_action": [rule.pk]})
    rule.refresh_from_db()
    assert rule.generation == 1
    assert "$0.012346" in console.get(reverse("admin:caching_hit_changelist")).content.decode()
    assert console.get(reverse("admin:caching_optout_add")).status_code == 200
