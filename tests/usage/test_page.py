"""What somebody reads about their own use: the figures are those of the ledger."""

import csv
import io
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from billing import budgets, ledger
from billing.calls import Call
from billing.charges import charges_of
from billing.models import Budget, LedgerEntry
from chatapp.models import Conversation
from chatapp.usage import own
from chatapp.usage.own import Days
from tests.accounts.people import make_user

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(time_machine) -> None:
    time_machine.move_to(NOW)


def chat(owner, title="Report"):
    return Conversation.objects.create(owner=owner, title=title, active_at=timezone.now())


def use(user_id, *, days_ago=0, model="claude-haiku-4-5", conversation=None, usage=None):
    at = NOW - timedelta(days=days_ago)
    used = usage or {"input_tokens": 100, "output_tokens": 50}
    call = Call(uuid.uuid4(), user_id, conversation_id=conversation and conversation.pk)
    ledger.book(call, charges_of(used, model=model, at=at), now=at)


def rows(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_days_models_and_conversations_add_up_to_the_same_amount(alice):
    report, recipe = chat(alice), chat(alice, "Recipe")
    use(alice.pk, conversation=report)
    use(alice.pk, days_ago=3, conversation=report, model="claude-opus-4-8")
    use(alice.pk, days_ago=29, conversation=recipe)
    use(alice.pk, days_ago=30, conversation=recipe)  # before the period
    use(make_user("bob@example.com").pk)

    found = own.usage(alice.pk, Days.until_today(30))

    cost = 2 * (100 * 1_000 + 50 * 5_000) + 100 * 5_000 + 50 * 25_000
    assert found.total.nano == cost
    assert (found.total.calls, found.total.read, found.total.written) == (3, 300, 150)
    assert sum(day.nano for day in found.by_day.values()) == cost
    assert sum(model.nano for model in found.by_model.values()) == cost
    assert sum(row.nano for row in found.by_conversation) == cost
    assert list(found.by_model) == ["claude-opus-4-8", "claude-haiku-4-5"]
    assert [row.title for row in found.by_conversation] == ["Report", "Recipe"]
    assert len(found.by_day) == 30


def test_what_a_deleted_conversation_cost_is_still_there_without_its_name(alice):
    gone = chat(alice, "Secret plans")
    use(alice.pk, conversation=gone)
    use(alice.pk)  # a call without a conversation
    gone.delete()

    found = own.usage(alice.pk, Days.until_today(7))

    [rest] = found.by_conversation
    assert (rest.id, rest.title, rest.calls) == (None, "", 2)
    assert rest.nano == found.total.nano


def test_the_title_of_somebody_elses_conversation_is_never_shown(alice):
    theirs = chat(make_user("bob@example.com"), "Bob's secret")
    use(alice.pk, conversation=theirs)

    assert [row.title for row in own.usage(alice.pk, Days.until_today(7)).by_conversation] == [""]


def test_only_so_many_conversations_are_listed_and_the_rest_is_one_sum(alice, monkeypatch):
    monkeypatch.setattr(own, "MOST_CONVERSATIONS", 2)
    for tokens in (10, 30, 20):
        use(alice.pk, conversation=chat(alice, str(tokens)), usage={"output_tokens": tokens})

    found = own.usage(alice.pk, Days.until_today(7)).by_conversation

    assert [(row.title, row.nano) for row in found] == [
        ("30", 150_000),
        ("20", 100_000),
        ("", 50_000),
    ]


def test_the_page_is_there_before_anything_was_used(browser):
    answer = browser.get("/usage/?days=nonsense")

    assert answer.status_code == 200
    assert "Nothing was used in these days." in answer.content.decode()


def test_a_lower_limit_of_ones_own_is_set_where_there_is_no_budget_at_all(alice, browser):
    assert "Nobody has set a budget" in browser.get("/usage/").content.decode()

    refused = browser.post("/usage/", {"amount": "3 €"})
    assert refused.context["limit"].errors["amount"]
    assert not Budget.objects.exists()

    saved = browser.post("/usage/?days=7", {"amount": "$2.50"}, follow=True)
    assert saved.redirect_chain[0][0].startswith("/usage/?days=7")
    assert saved.context["limit"]["amount"].value() == "2.50"
    assert [standing.limit_nano for standing in budgets.standings(alice.pk, None)] == [25 * 10**8]

    browser.post("/usage/", {"amount": ""})
    assert not Budget.objects.exists()


def test_the_page_shows_exact_amounts_and_leads_to_the_conversations(alice, browser):
    report = chat(alice, "<b>Report</b>")
    use(alice.pk, conversation=report)

    page = browser.get("/usage/").content.decode()

    assert "$0.00035" in page
    assert f'href="/c/{report.pk}/"' in page
    assert "&lt;b&gt;Report&lt;/b&gt;" in page


def test_the_csv_has_a_line_per_day_model_and_kind_and_is_exact(alice, browser):
    use(alice.pk, usage={"input_tokens": 1, "output_tokens": 3})

    head, *lines = rows(browser.get("/usage/?days=7&csv=days"))

    assert head[:4] == ["Day", "Model", "Purpose", "Kind"]
    assert [line[3:7] for line in lines] == [
        ["input", "1", "1", "0.000001"],
        ["output", "0", "3", "0.000015"],
    ]
    total = sum(LedgerEntry.objects.values_list("amount_nano", flat=True))
    assert sum(round(float(line[6]) * 10**9) for line in lines) == total


def test_a_title_that_looks_like_a_formula_is_text_in_the_csv(alice, browser):
    use(alice.pk, conversation=chat(alice, '=HYPERLINK("http://evil")'))

    answer = browser.get("/usage/?csv=conversations")

    assert rows(answer)[1][0] == '\'=HYPERLINK("http://evil")'
    assert answer["Cache-Control"] == "private, no-store"


def test_a_year_is_read_with_a_handful_of_queries(alice, django_assert_max_num_queries):
    for day in range(0, 360, 30):
        use(alice.pk, days_ago=day, conversation=chat(alice))

    days = Days.until_today(365)
    with django_assert_max_num_queries(3):
        assert own.usage(alice.pk, days).total.calls == 12


def test_a_stranger_is_sent_to_the_sign_in(client, chat_database):
    assert client.get("/usage/").url.startswith("/accounts/login/")
