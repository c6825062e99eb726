"""The budget panel: how budgets stand, a limit of one's own, asking for more, what was said."""

import json

import pytest
from django.core import mail
from django.utils import timezone

from accounts.roles import Role
from billing import budgets, delivery, grants, occasions, tasks
from billing.models import Alert, AlertChannel, Budget, BudgetRequest
from tests.accounts.people import make_user
from tests.billing.money import spend


def post(browser, path, wanted, method="post"):
    body = wanted if isinstance(wanted, str) else json.dumps(wanted)
    return getattr(browser, method)(path, body, content_type="application/json")


def ask(browser, amount="5", reason="The report"):
    return post(browser, "/api/money/request/", {"amount": amount, "reason": reason})


def set_own(browser, amount):
    return post(browser, "/api/money/own/", {"amount": amount}, "put")


def test_the_panel_has_every_budget_the_most_used_first(alice, browser):
    budgets.set_budget("everyone", period="day", limit_nano=1_000)
    budgets.set_budget("organisation", limit_nano=10**12)
    spend(900, alice.pk, at=timezone.now())

    shown = browser.get("/api/money/").json()

    assert [budget["name"] for budget in shown["budgets"]] == [
        "Your budget · today",
        "The whole organisation · this month",
    ]
    assert (shown["budgets"][0]["percent"], shown["own_nano"]) == (90, None)


def test_a_lower_limit_of_ones_own_holds_and_goes_again(alice, browser):
    assert set_own(browser, "$2.50").json()["own_nano"] == 2_500_000_000
    assert budgets.standings(alice.pk, None)[0].limit.scope == "own"

    assert set_own(browser, "").json()["own_nano"] is None
    assert not Budget.objects.exists()


@pytest.mark.parametrize("amount", ["0", "-3", "3 €", "1e9", "9" * 12, "\u0000", 7, ["3"]])
def test_what_is_no_limit_is_refused_with_a_sentence_and_changes_nothing(browser, amount):
    set_own(browser, "3")

    answer = set_own(browser, amount)

    assert answer.status_code == 400
    assert answer.json()["sentence"]
    assert [budget.limit_nano for budget in Budget.objects.all()] == [3 * 10**9]


@pytest.mark.parametrize("body", ["", "[]", "{", '"x"', "[" * 10_000])
def test_a_body_that_is_no_object_is_a_problem(browser, body):
    assert post(browser, "/api/money/request/", body).json()["code"] == "bad_frame"


def test_asking_for_more_tells_administrators_once_and_shows_it_as_open(alice, browser):
    make_user("boss@example.com", role=Role.ADMINISTRATOR, language="zh-hans")
    AlertChannel.objects.get_or_create(kind="requests", defaults={"name": "requests"})
    AlertChannel.objects.create(name="me", kind="person")

    shown = ask(browser).json()
    ask(browser, "7")

    assert shown["request"]["asked_nano"] == 5 * 10**9
    assert shown["alerts"] == []  # it is news for the others
    assert BudgetRequest.objects.get().asked_nano == 5 * 10**9
    for number in delivery.due():
        delivery.deliver(number)
    [letter] = mail.outbox
    assert letter.to == ["boss@example.com"]
    assert letter.subject == "alice@example.com 申请增加 $5.00"
    assert "The report" in letter.body


def test_the_answer_reaches_the_person_on_the_page_and_by_mail_and_closes_the_request(
    alice, browser
):
    AlertChannel.objects.get_or_create(kind="requests", defaults={"name": "requests"})
    AlertChannel.objects.create(name="boss", kind="email", target="boss@example.com")
    budgets.set_budget("user", alice.pk, limit_nano=10**9)
    ask(browser)

    grants.decide(BudgetRequest.objects.get().pk, granted_nano=2 * 10**9, by=1)

    shown = browser.get("/api/money/").json()
    assert shown["request"] is None
    assert shown["budgets"][0]["limit_nano"] == 3 * 10**9
    [told] = shown["alerts"]
    assert (told["kind"], told["sentence"]) == (
        "decision",
        "Your request was granted: you have $2.00 more.",
    )
    assert Alert.objects.get(kind="request").state == "resolved"
    AlertChannel.objects.exclude(kind="requests").update(enabled=False)
    for number in delivery.due():
        delivery.deliver(number)
    assert [letter.to for letter in mail.outbox if "answered" in letter.subject] == [
        ["alice@example.com"]
    ]


def test_a_declined_request_is_said_and_may_be_made_again(alice, browser):
    ask(browser)
    grants.decide(BudgetRequest.objects.get().pk, granted_nano=None, by=1)

    assert "declined" in browser.get("/api/money/").json()["alerts"][0]["sentence"]
    assert ask(browser).json()["request"] is not None


def test_a_dismissed_alert_stays_away_and_only_ones_own_can_be(alice, browser):
    budgets.set_budget("user", alice.pk, limit_nano=100, thresholds=[50, 80])
    spend(85, alice.pk, at=timezone.now())
    bobs = make_user("bob@example.com")
    tasks.watch_spending()
    [told] = browser.get("/api/money/").json()["alerts"]  # 50 % is not said beside 80 %
    assert "80 %" in told["sentence"]
    assert not occasions.dismiss(bobs.pk, told["id"])

    assert browser.delete(f"/api/alerts/{told['id']}/").status_code == 204

    assert browser.get("/api/money/").json()["alerts"] == []
    assert {alert.state for alert in Alert.objects.all()} == {"open"}  # in the admin they stay
    assert browser.delete("/api/alerts/999/").status_code == 404


def test_a_threshold_is_not_mentioned_once_the_budget_was_raised(alice, browser):
    budgets.set_budget("user", alice.pk, limit_nano=100, thresholds=[80])
    spend(85, alice.pk, at=timezone.now())
    tasks.watch_spending()
    grants.grant("user", alice.pk, amount_nano=100)

    assert browser.get("/api/money/").json()["alerts"] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "/api/money/"), ("put", "/api/money/own/"), ("post", "/api/money/request/"),
     ("delete", "/api/alerts/1/")],
)  # fmt: skip
def test_a_stranger_learns_nothing(client, method, path, chat_database):
    assert getattr(client, method)(path).json()["code"] == "signed_out"


def test_the_cost_of_somebody_elses_conversation_is_nothing(browser):
    path = "/api/money/?conversation=01234567-89ab-4def-8123-456789abcdef"
    assert browser.get(path).json()["conversation_nano"] == 0
    assert browser.get("/api/money/?conversation=x").status_code == 404
