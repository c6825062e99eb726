"""The administrator's page of people: money in dollars, many at once, out at once."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import Team, User
from accounts.roles import Role
from billing import budgets, grants
from billing.models import Budget, BudgetRequest, Grant
from billing.money import NANO, parse_usd
from chatapp import viewers
from tests.billing.money import spend
from tests.console.conftest import browser as browser

pytestmark = pytest.mark.django_db

USERS = "admin:accounts_user_changelist"


@pytest.fixture
def root(browser):
    return browser(Role.ADMINISTRATOR)


@pytest.fixture
def alice():
    return User.objects.create_user("alice@example.com", "x", team=Team.objects.create(name="销售"))


def person_form(user, **changes):
    plain = {"email": user.email, "display_name": "", "role": "user", "language": "", "theme": ""}
    return plain | {"team": user.team_id or "", "budget": ""} | changes


def change(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def text(response):
    return response.content.decode()


def test_the_list_says_what_each_has_spent_of_what(root, alice):
    budgets.set_budget("members", alice.team_id, limit_nano=20 * NANO)
    spend(parse_usd("4.50"), user=alice.pk, at=timezone.now())
    spend(parse_usd("1"), user=alice.pk, at=timezone.now() - timedelta(days=40))
    page = text(root.get(reverse(USERS)))
    assert "$4.50" in page
    assert "$20.00" in page


def test_the_list_asks_as_often_for_many_as_for_few(root, alice, django_assert_num_queries):
    def ask():
        return root.get(reverse(USERS))

    ask()
    with django_assert_num_queries(11) as few:
        ask()
    for number in range(40):
        User.objects.create_user(f"user{number}@example.com", team=alice.team)
    with django_assert_num_queries(len(few.captured_queries)):
        ask()


def test_a_budget_is_set_changed_and_taken_away_on_the_persons_page(root, alice):
    root.post(change(alice), person_form(alice, budget="$12.50"))
    assert Budget.objects.get().limit_nano == parse_usd("12.50")
    assert 'value="12.50"' in text(root.get(change(alice)))

    root.post(change(alice), person_form(alice, budget=""))
    assert not Budget.objects.exists()


def test_other_limits_of_the_person_stay_when_the_dollars_change(root, alice):
    budgets.set_budget("user", alice.pk, limit_nano=NANO, limit_tokens=5000, thresholds=[90])
    root.post(change(alice), person_form(alice, budget="2"))
    own = Budget.objects.get()
    assert (own.limit_nano, own.limit_tokens, own.thresholds) == (2 * NANO, 5000, [90])
    root.post(change(alice), person_form(alice, budget=""))
    assert Budget.objects.get().limit_nano is None


@pytest.mark.parametrize("amount", ["-5", "ten", "5 EUR", "99999999999999"])
def test_what_is_no_amount_gets_a_sentence_and_changes_nothing(root, alice, amount):
    answer = root.post(change(alice), person_form(alice, display_name="A", budget=amount))
    assert "US dollars" in text(answer)
    alice.refresh_from_db()
    assert (alice.display_name, Budget.objects.count()) == ("", 0)


def test_forty_people_get_a_budget_at_once(root):
    chosen = [User.objects.create_user(f"user{n}@example.com").pk for n in range(40)]
    form = {"action": "set_budget", "_selected_action": chosen}
    asked = root.post(reverse(USERS), form)
    assert "Set for 40 people" in text(asked)
    assert not Budget.objects.exists()
    assert "is not an amount" in text(root.post(reverse(USERS), form | {"set": "1", "budget": "x"}))
    root.post(reverse(USERS), form | {"set": "1", "budget": "30"})
    assert set(Budget.objects.values_list("scope_id", "limit_nano")) == {
        (pk, 30 * NANO) for pk in chosen
    }


def test_a_grant_takes_two_clicks(root, alice):
    page = text(root.get(change(alice)))
    add = reverse("admin:billing_grant_add")
    query = page.partition(f'href="{add}?')[2].partition('"')[0].replace("&amp;", "&")
    form = root.get(f"{add}?{query}")
    assert "alice@example.com" in text(form)
    given = {"subject": "user", "person": alice.pk, "amount_nano": "5.00", "tokens": "0"}
    root.post(add, given | {"expires_at_0": "", "expires_at_1": ""})
    assert (Grant.objects.get().subject_id, Grant.objects.get().amount_nano) == (alice.pk, 5 * NANO)


def test_a_budget_names_its_person_and_there_is_one_of_a_kind(root, alice):
    add = reverse("admin:billing_budget_add")
    form = {"scope": "user", "period": "month", "limit_nano": "7", "hard": "on", "thresholds": "80"}
    assert "Choose whom it is for." in text(root.post(add, form))
    root.post(add, form | {"person": alice.pk})
    assert Budget.objects.get().limit_nano == 7 * NANO
    assert "There is such a budget already" in text(root.post(add, form | {"person": alice.pk}))
    assert "alice@example.com" in text(root.get(reverse("admin:billing_budget_changelist")))
    one = reverse("admin:billing_budget_change", args=[Budget.objects.get().pk])
    root.post(one, {"limit_nano": "0.05", "hard": "on", "thresholds": "50, 90 %"})
    assert (Budget.objects.get().limit_nano, Budget.objects.get().thresholds) == (
        parse_usd("0.05"),
        [50, 90],
    )
    assert "whole percentages" in text(root.post(one, {"limit_nano": "1", "thresholds": "half"}))


def test_a_request_is_answered_on_its_row(root, alice):
    asked = grants.ask_for_more(alice.pk, 3 * NANO, "thesis")
    address = reverse("admin:billing_budgetrequest_decide", args=[asked.pk])
    listed = text(root.get(reverse("admin:billing_budgetrequest_changelist")))
    assert f'formaction="{address}"' in listed
    assert root.get(address).status_code == 405
    assert "is not an amount" in text(root.post(address, {f"amount-{asked.pk}": "x"}, follow=True))
    root.post(address, {"grant": "1", f"amount-{asked.pk}": "2.5"})
    assert Grant.objects.get().amount_nano == parse_usd("2.5")

    again = grants.ask_for_more(alice.pk, NANO)
    address = reverse("admin:billing_budgetrequest_decide", args=[again.pk])
    root.post(address, {"decline": "1", f"word-{again.pk}": "Next month, please."})
    decided = BudgetRequest.objects.get(pk=again.pk)
    assert (decided.state, decided.answer) == ("declined", "Next month, please.")


def test_a_request_that_was_answered_names_who_asked_and_who_answered(root, alice):
    asked = grants.ask_for_more(alice.pk, 3 * NANO, "thesis")
    home = text(root.get(reverse("admin:index")))
    assert "alice@example.com asks for $3.00 more" in home
    assert reverse("admin:billing_budgetrequest_changelist") + "?state__exact=open" in home

    address = reverse("admin:billing_budgetrequest_decide", args=[asked.pk])
    root.post(address, {"grant": "1", f"amount-{asked.pk}": "2.5"})

    page = text(root.get(reverse("admin:billing_budgetrequest_change", args=[asked.pk])))
    assert "alice@example.com: $3.00, granted" in page.replace("Alice", "alice")
    assert "administrator@example.com" in page
    assert "No alert is open." in text(root.get(reverse("admin:index")))  # the answer is Alice's
    listed = text(root.get(reverse("admin:billing_alert_changelist")))
    assert "The budget request of alice@example.com was answered" in listed


def test_teams_show_what_they_have_spent_of_what(root, alice):
    budgets.set_budget("team", alice.team_id, limit_nano=20 * NANO)
    grants.grant("team", alice.team_id, amount_nano=5 * NANO)
    spend(5 * NANO, user=alice.pk, team=alice.team_id, at=timezone.now())
    listed = text(root.get(reverse("admin:accounts_team_changelist")))
    assert all(shown in listed for shown in ("$5.00", "$25.00", "20 %"))
    assert "$5.00 of $25.00 (20 %)" in text(root.get(reverse("admin:index")))


def test_staff_see_requests_and_decide_nothing(browser, alice):
    staff = browser(Role.STAFF)
    asked = grants.ask_for_more(alice.pk, NANO)
    address = reverse("admin:billing_budgetrequest_decide", args=[asked.pk])
    assert staff.post(address, {f"amount-{asked.pk}": "1"}).status_code == 403
    assert Grant.objects.count() == 0


def test_staff_see_money_on_a_persons_page_and_have_no_field_for_it(browser, alice):
    budgets.set_budget("user", alice.pk, limit_nano=20 * NANO)
    page = text(browser(Role.STAFF).get(change(alice)))
    assert "$20.00" in page
    assert 'name="budget"' not in page


async def next_word(channel):
    return await get_channel_layer().receive(channel)


@pytest.mark.django_db(transaction=True)
async def test_suspending_closes_the_persons_pages_at_once():
    alice = await User.objects.acreate(email="alice@example.com")
    root = await User.objects.acreate(email="root@example.com", is_superuser=True, is_staff=True)
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(viewers.group(alice.pk), channel)
    browser = Client()
    await sync_to_async(browser.force_login)(root)
    form = {"action": "suspend", "_selected_action": [alice.pk]}
    await sync_to_async(browser.post)(reverse(USERS), form)
    assert (await next_word(channel))["type"] == "access.ended"


def test_nobody_can_become_somebody_else(root, alice):
    names = str(get_resolver().reverse_dict.keys())
    assert not [word for word in ("impersonat", "hijack", "login_as", "su_") if word in names]
