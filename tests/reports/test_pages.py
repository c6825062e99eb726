"""The usage report and the statement as their readers see them."""

from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Team, User
from accounts.roles import Role
from billing.models import LedgerEntry
from chatapp.assistants.models import Assistant
from chatapp.reports import entries, spreadsheets
from chatapp.reports.usage import Question
from tests.console.conftest import random_calls
from tests.reports.books import book, csv_rows, sheet_rows

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
MONTH = {"from": "2026-11-01", "to": "2026-11-30"}
pytestmark = pytest.mark.django_db
HOSTILE = '=HYPERLINK("http://evil.example","click")'


@pytest.fixture
def staff(browser):
    return browser(Role.STAFF)


@pytest.fixture
def report(staff):
    """The report of November 2026, with these words in its address."""
    return lambda **asked: staff.get(reverse("admin:console-usage"), MONTH | asked)


def lines(page):
    return [(row.name, row.sums.amount, row.before) for row in page.context["shown"].object_list]


def test_people_are_listed_by_what_they_spent_and_what_they_spent_before(report):
    ada = User.objects.create_user("ada@example.org", display_name="Ada")
    book(NOON, ada.pk, 30)
    book(NOON - timedelta(days=25), ada.pk, 20)
    book(NOON, 4711, 50)
    book(NOON, None, 1)
    book(NOON - timedelta(days=25), 4712, 9)
    page = report()
    assert lines(page) == [
        ("Deleted person 4711", 50, 0),
        ("Ada (ada@example.org)", 30, 20),
        ("Nobody", 1, 0),
        ("Deleted person 4712", 0, 9),
    ]
    assert page.context["total_before"].amount == 29
    names = [name for name, *_sums in lines(report(sort="name", order="up"))]
    assert names == sorted(names, key=str.casefold)


def test_filters_narrow_the_sums_and_say_so_when_nobody_is_meant(report):
    team, assistant = Team.objects.create(name="Red"), Assistant.objects.create(name="Pen")
    ada = User.objects.create_user("ada@example.org", team=team)
    book(NOON, ada.pk, 30, team=team.pk, assistant_id=assistant.pk)
    book(NOON, ada.pk, 7, model="claude-y-2", purpose="title")
    amount = lambda **asked: report(**asked).context["total"].amount  # noqa: E731
    assert amount(person="ADA@example.org") == amount(person=str(ada.pk)) == amount() == 37
    assert amount(team=team.pk) == amount(assistant=assistant.pk) == amount(purpose="chat") == 30
    assert amount(team="0") == amount(model="claude-y-2") == amount(purpose="title") == 7
    assert amount(team="99", person="1") == 0
    nobody = report(person="bob@example.org")
    assert nobody.context["total"].amount == 0
    assert "Nobody has the e-mail address “bob@example.org”." in nobody.content.decode()
    assert "Nothing was spent in this period." in nobody.content.decode()


def test_every_grouping_sorts_and_survives_nonsense(report):
    book(NOON, 1, 5)
    nonsense = {"page": "99", "team": "x", "person": "x" * 300}
    for group in ("user", "team", "assistant", "model", "purpose", "kind", "day", "month"):
        assert report(group=group, sort="name", order="up").context["total"].calls == 1
        assert report(group=group, sort="nonsense", order="x", **nonsense).status_code == 200
    for sort in ("before", "calls", "output"):
        assert report(sort=sort).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_spreadsheet_runs_nothing_of_what_people_call_themselves(report):
    user = User.objects.create_user("m@example.org", display_name=HOSTILE)
    Team.objects.create(name="＝1+1")
    book(NOON, user.pk, 5, team=Team.objects.get().pk)
    [row] = csv_rows(report(file="csv"))
    assert row["Person"].startswith("'=HYPERLINK")
    assert row["US dollars"] == "0.000000005"
    [row] = csv_rows(report(file="csv", group="team"))
    assert row["Team"] == "'＝1+1"
    [cell] = sheet_rows(report(file="xlsx"))
    assert cell["Person"].startswith("=HYPERLINK")
    assert cell["Number"] == user.pk
    assert HOSTILE not in report().content.decode()  # escaped


def test_a_full_sheet_goes_on_on_the_next(monkeypatch, tmp_path):
    monkeypatch.setattr(spreadsheets, "MOST_SHEET_ROWS", 2)
    path = tmp_path / "x.xlsx"
    rows = [[number, "text"] for number in range(5)]
    path.write_bytes(b"".join(spreadsheets.xlsx_pieces(["Number", "Text"], rows, "a/b")))
    sheets = openpyxl.load_workbook(path).worksheets
    assert [sheet.max_row for sheet in sheets] == [3, 3, 2]
    assert [sheet["A2"].value for sheet in sheets] == [0, 2, 4]


def test_an_export_that_is_cancelled_half_way_reads_no_further(monkeypatch):
    monkeypatch.setattr(entries, "AT_ONCE", 4)
    for number in range(12):
        book(NOON + timedelta(minutes=number % 3), number, 5)
    question = Question(NOON.date(), NOON.date())
    day = NOON.replace(hour=0)
    every = list(entries.rows(question, day, day + timedelta(days=1)))
    assert sorted(row[0] for row in every) == sorted(
        LedgerEntry.objects.values_list("pk", flat=True)
    )
    with CaptureQueriesContext(connection) as queries:
        reading = entries.rows(question, day, day + timedelta(days=1))
        for _line in range(5):
            next(reading)
        reading.close()
    assert len(queries) == 2


def test_a_statement_has_its_months_and_names_what_is_estimated(staff):
    user = User.objects.create_user("ada@example.org", display_name="Ada")
    book(NOON, user.pk, 30, estimated={"input"})
    page = staff.get(reverse("admin:console-statement"), {"person": user.pk, "month": "2026-11"})
    html = page.content.decode()
    assert "Ada (ada@example.org)" in html
    assert "$0.00000003 is estimated" in html
    assert "month=2026-10" in html
    for month in ("2026-13", "0000-01", "9999-12", "x", "2031-05"):
        answer = staff.get(reverse("admin:console-statement"), {"team": "5", "month": month})
        assert answer.status_code == 200


def test_a_person_that_is_deleted_stays_in_the_sums_without_a_name(staff, report):
    user = User.objects.create_user("gone@example.org", display_name="Gone")
    book(NOON, user.pk, 30)
    number = user.pk
    user.delete()
    assert lines(report()) == [(f"Deleted person {number}", 30, 0)]
    page = staff.get(reverse("admin:console-statement"), {"person": number, "month": "2026-11"})
    assert f"Deleted person {number}" in page.content.decode()
    assert "gone@example.org" not in page.content.decode()


@pytest.mark.parametrize(
    ("name", "most"),
    [("index", 40), ("console-errors", 24), ("console-usage", 22), ("console-statement", 14)],
)
def test_pages_ask_the_same_number_of_questions_however_much_there_is(
    staff, name, most, time_machine
):
    time_machine.move_to(NOON)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(reverse(f"admin:{name}"), MONTH).status_code == 200
        return len(queries)

    for user in range(3):
        book(NOON, user, 5, team=user, assistant_id=user)
    random_calls(4, days=10)
    few = asked()
    for number in range(60):
        book(NOON - timedelta(days=number % 15), number % 30, 5, team=number % 7)
    random_calls(60, seed=6, days=10)
    assert asked() == few <= most
