"""The console as its people see it: figures, tables, files, and nobody's words."""

import csv
import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import tables
from accounts.models import Team, User
from accounts.roles import Role
from chatapp.monitoring import figures
from chatapp.monitoring.figures import Span
from chatapp.reports.spreadsheets import harmless
from tests.console.conftest import random_calls, store_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(browser):
    return browser(Role.STAFF)


def test_an_empty_installation_says_that_nothing_happened(staff):
    page = staff.get(reverse("admin:index")).content.decode()
    assert "Nothing happened in this period." in page
    assert "Nothing went wrong in this period." in page


@pytest.mark.parametrize(
    "query",
    [
        "period=today", "period=year", "period=nonsense", "from=2026-02-31&to=x",
        "from=2030-01-01&to=2031-12-31", "from=0001-01-01&to=9999-12-31",
        "from=2026-05-02&to=2026-05-01", "model=nobody&purpose='; --",
    ],
)  # fmt: skip
def test_every_period_opens(staff, query):
    random_calls(5)
    for name in ("index", "console-errors", "console-usage", "console-statement"):
        assert staff.get(f"{reverse(f'admin:{name}')}?{query}").status_code == 200


def test_the_chart_its_table_and_its_csv_say_the_same(staff):
    random_calls(60)
    page = staff.get(reverse("admin:index"), {"period": "30"})
    chart = page.context["charts"]["requests"]
    answer = staff.get(reverse("admin:index"), {"period": "30", "csv": "requests"})
    lines = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert lines == [chart.headers, *[[str(cell) for cell in row] for row in chart.rows]]
    today = timezone.now().date()
    counted = figures.overall(Span(today - timedelta(days=29), today, ZoneInfo("UTC")))
    assert [sum(int(line[at]) for line in lines[1:]) for at in (1, 2, 3)] == [
        counted.succeeded,
        counted.cancelled,
        counted.failed,
    ]
    assert page.context["now"] == counted


def test_an_error_leads_to_its_calls_and_to_one_of_them(staff):
    call = store_call(
        error_code="overloaded", status=529, request_id="req_7",
        attempts=[{"code": "overloaded", "status": 529, "duration_ms": 40, "waited_ms": 900}],
    )  # fmt: skip
    store_call(error_code="stream_cut")
    page = staff.get(reverse("admin:console-errors")).content.decode()
    link = page.partition('<th scope="row"><a href="')[2].partition('"')[0].replace("&amp;", "&")
    listed = staff.get(link).context["cl"].queryset
    assert [found.pk for found in listed] == [call.pk]
    detail = staff.get(reverse("admin:chatapp_claudecall_change", args=[call.pk]))
    shown = detail.content.decode()
    assert "req_7" in shown
    assert "Claude is very busy right now." in shown
    assert "900 ms" in shown


def test_a_call_tells_its_person_its_cost_and_its_end_in_words(staff):
    person = User.objects.create_user("mei@example.com", "x", team=Team.objects.create(name="Law"))
    call = store_call(
        user_id=person.pk, team_id=person.team_id, stop_reason="max_tokens", cost_nano=12_340_000,
        input_tokens=1200, output_tokens=7, duration_ms=2400,
    )  # fmt: skip
    gone = store_call(user_id=999_999, from_cache="exact", cost_nano=0)
    listed = staff.get(reverse("admin:chatapp_claudecall_changelist")).content.decode()
    for shown in ("mei@example.com", "1,200 → 7", "$0.01", "cut off at its longest"):
        assert shown in listed
    assert "deleted, no. 999999" in listed
    assert "from the cache" in listed
    detail = staff.get(reverse("admin:chatapp_claudecall_change", args=[call.pk]))
    for shown in ("mei@example.com", "Law", "$0.01234", "2.4 s"):
        assert shown in detail.content.decode()
    detail = staff.get(reverse("admin:chatapp_claudecall_change", args=[gone.pk]))
    assert "deleted, no. 999999" in detail.content.decode()


def test_a_rare_value_is_looked_for_step_by_step(staff, monkeypatch):
    monkeypatch.setattr(tables, "MOST_LOOKED_THROUGH", 3)
    now = timezone.now()
    for hour in range(8):
        store_call(now - timedelta(hours=hour), model="common" if hour < 7 else "rare")
    address = f"{reverse('admin:chatapp_claudecall_changelist')}?model=rare"
    steps = []
    while address:
        answer = staff.get(address)
        steps.append([call.model for call in answer.context["cl"].result_list])
        link = re.search(r'href="([^"]+)">Look further back', answer.content.decode())
        address = link and reverse("admin:chatapp_claudecall_changelist") + unescape(link[1])
    assert steps[0] == []
    assert [model for step in steps for model in step] == ["rare"]
    nonsense = {"model": "rare", "started_at__lt": "x"}
    answer = staff.get(reverse("admin:chatapp_claudecall_changelist"), nonsense, follow=True)
    assert answer.status_code == 200


def test_an_empty_list_says_whether_anything_was_left_out(staff):
    address = reverse("admin:chatapp_claudecall_changelist")
    assert "Nothing here yet." in staff.get(address).content.decode()
    assert "Nothing matches." in staff.get(address, {"q": "4711"}).content.decode()


def test_pages_cost_the_same_however_many_calls_there_are(
    staff, django_assert_max_num_queries, django_assert_num_queries
):
    random_calls(5)
    with django_assert_max_num_queries(45) as few:
        staff.get(reverse("admin:index"), {"period": "30"})
    random_calls(80, seed=6)
    with django_assert_num_queries(len(few.captured_queries)):
        staff.get(reverse("admin:index"), {"period": "30"})


def test_only_the_admin_may_evaluate_strings(staff, client):
    inside = staff.get(reverse("admin:index")).headers["Content-Security-Policy"]
    outside = client.get(reverse("account_login")).headers["Content-Security-Policy"]
    assert "'unsafe-eval'" in inside
    assert "unsafe" not in outside


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@cmd", "\t=1", "\r=1"])
def test_a_spreadsheet_runs_nothing(cell):
    assert harmless(cell) == f"'{cell}"


def test_figures_stay_figures():
    assert (harmless(-1), harmless("a=b"), harmless(None)) == (-1, "a=b", "")


def test_a_call_is_found_by_its_request_its_person_or_its_own_id_and_by_nothing_less(staff):
    call = store_call(request_id="req_011", user_id=4711)
    store_call(request_id="req_0112", user_id=47)
    address = reverse("admin:chatapp_claudecall_changelist")
    for text, found in {
        "req_011": 1, " 4711 ": 1, str(call.pk): 1, "req_01": 0, "9" * 30: 0, "": 2,
    }.items():  # fmt: skip
        rows = staff.get(address, {"q": text}).context["cl"].result_list
        assert len(rows) == found, text
