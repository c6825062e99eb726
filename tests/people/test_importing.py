"""People from a list: looked at first, then all of them or nobody."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Team, User
from accounts.roles import Role
from billing.models import Budget
from billing.money import NANO
from chatapp.people import importing
from tests.console.conftest import browser as browser

pytestmark = pytest.mark.django_db

LIST = """email,name,team,role,budget
Mei@Example.com,林梅,销售,staff,25
bob@example.com,,,,
"""


@pytest.fixture
def root(browser):
    return browser(Role.ADMINISTRATOR)


def send(root, **form):
    return root.post(reverse("admin:people_import"), form)


def newcomers():
    return set(
        User.objects.exclude(email__startswith="administrator").values_list("email", flat=True)
    )


def test_a_list_is_shown_and_only_then_taken_in(root):
    shown = send(root, text=LIST).content.decode()
    assert "2 people in the list" in shown
    assert newcomers() == set()

    send(root, text=LIST, confirmed="1")
    mei = User.objects.get(email="mei@example.com")
    assert (mei.display_name, mei.team, mei.role) == (
        "林梅",
        Team.objects.get(name="销售"),
        Role.STAFF,
    )
    assert not mei.has_usable_password()
    assert list(Budget.objects.values_list("scope_id", "limit_nano")) == [(mei.pk, 25 * NANO)]
    assert User.objects.get(email="bob@example.com").role == Role.USER


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_from_a_spreadsheet_is_read(root, encoding):
    content = LIST.replace(",", ";").replace("email", "邮箱").encode(encoding)
    shown = send(root, file=SimpleUploadedFile("people.csv", content)).content.decode()
    assert "林梅" in shown


def test_every_problem_is_named_with_its_line_and_nobody_is_added(root):
    User.objects.create_user("taken@example.com")
    wrong = (
        "email,role,budget\ntaken@example.com,,\nnobody,,\nbob@example.com,king,\n"
        "eve@example.com,,5 EUR\nzoe@example.com,,\nzoe@example.com,,\n"
    )
    found = {one.line: " ".join(one.problems) for one in importing.read(wrong) if one.problems}
    assert {line: words.split(".")[0] for line, words in found.items()} == {
        2: "There is already an account with this e-mail address",
        3: "“nobody” is no e-mail address",
        4: "“king” is no role: user, staff or administrator",
        5: found[5].split(".")[0],
        7: "This address is in the list twice",
    }
    assert "US dollars" in found[5]
    answer = send(root, text=wrong, confirmed="1").content.decode()
    assert "Nobody was added" in answer
    assert newcomers() == {"taken@example.com"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Choose a file or paste the list."),
        ("name\nAlice\n", "The first line must name the columns"),
        ("email\n", "There is nobody in the list"),
        ("email\n" + "\n".join(f"u{n}@example.com" for n in range(2001)), "At most 2000 people"),
        ('email\n"' + "x" * 140_000, "cannot be read"),
    ],
)
def test_a_list_that_is_none_gets_a_sentence(root, text, sentence):
    assert sentence in send(root, text=text).content.decode()


def test_bytes_that_are_no_text_get_a_sentence(root):
    file = SimpleUploadedFile("people.csv", b"\xff\xfe\x00\x81email\xff\xff")
    assert "no text in UTF-8" in send(root, file=file).content.decode()


def test_somebody_who_signs_up_between_the_look_and_the_click_is_named(root):
    people = importing.read(LIST)
    User.objects.create_user("bob@example.com")
    with pytest.raises(importing.BadListError, match="has an account by now"):
        importing.take_in(people, None)
    assert newcomers() == {"bob@example.com"}
    assert not Team.objects.exists()


def test_staff_may_not_import(browser):
    assert browser(Role.STAFF).get(reverse("admin:people_import")).status_code == 403
