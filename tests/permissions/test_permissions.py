"""Every address × every role × own or somebody else's: shut unless the matrix opens it."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from billing import grants
from chatapp.models import Conversation, Message
from tests.console.conftest import browser as browser
from tests.permissions import matrix
from tests.permissions.matrix import CHAT, IN, NO, SIGN_IN

pytestmark = pytest.mark.django_db(transaction=True)

ROLES = {
    "anonymous": None,
    "user": Role.USER,
    "staff": Role.STAFF,
    "administrator": Role.ADMINISTRATOR,
}
WITHOUT_HISTORY = (
    "_history"  # asks for the row before the right; a row that isn't there is nobody's
)
METHODS = {
    "admin:billing_budgetrequest_decide": "post",
    "admin:logout": "post",
    "api-branch": "delete",
    "api-alert": "delete",
    "api-budget-request": "post",
    "api-files": "post",
    "api-own-limit": "put",
    "long-text": "post",
    "long-text-resume": "post",
    "cache-choice": "post",
    "api-file": "delete",
    "api-context": "post",
    "api-mark": "patch",
    "api-rating": "put",
}
BODIES = {"api-rating": {"verdict": "up"}, "api-mark": {"pinned": True}, "api-context": {}}


@pytest.fixture
def alices():
    """A conversation of Alice, who is none of those that come."""
    alice = User.objects.create_user("alice@example.com", "x")
    chat = Conversation.objects.create(owner=alice, title="Hers", active_at=timezone.now())
    message = Message.objects.create(conversation=chat, role="assistant", text="Hello")
    asked = grants.ask_for_more(alice.pk, 1)
    chat.head = message
    chat.save()
    return {
        "conversation": chat.pk, "conversation_id": chat.pk, "message": message.pk,
        "request_id": asked.pk, "object_id": "1", "app_label": "accounts", "url": "x",
        "content_type_id": 1,
        "attachment": chat.pk, "number": 1, "alert": 1, "job": chat.pk,
        "first_kept": message.pk,
        "id": alice.pk, "key": "x", "uidb36": "x", "provider_id": "oidc",
        "pk": 1,
    }  # fmt: skip


def address(name, gaps, alices):
    return reverse(name, kwargs={gap: alices[gap] for gap in gaps})


class Blank(dict):
    """A template of any name with nothing in it."""

    def __missing__(self, name):
        return ""


@pytest.fixture
def pages_are_blank(settings):
    """Who may not go somewhere is told before anything is drawn; one role's walk draws it all."""
    engine = settings.TEMPLATES[0]
    loaders = [("django.template.loaders.locmem.Loader", Blank())]
    options = engine["OPTIONS"] | {"loaders": loaders}
    settings.TEMPLATES = [engine | {"APP_DIRS": False, "DIRS": [], "OPTIONS": options}]


def outcome(answer, name, behind_login=""):
    """What a response means for the person who asked; the console's sign-in sends on."""
    to = answer.get("Location", "")
    if to.startswith(reverse("admin:login")):
        to = behind_login
    if answer.status_code in (401,) or to.startswith(reverse("account_login")):
        return SIGN_IN
    if answer.status_code in (403, 404):
        return NO
    if answer.status_code == 302 and to == reverse("chat") and name.startswith("admin:"):
        return CHAT
    return IN


def walk():
    for name, gaps in matrix.addresses():
        if not name.endswith(WITHOUT_HISTORY):
            yield name, gaps


def ask(client, name, where):
    send = getattr(client, METHODS.get(name, "get"))
    if name in BODIES:
        return send(where, BODIES[name], content_type="application/json")
    return send(where)


def test_every_address_has_its_line_and_every_line_its_address():
    names = {name for name, _gaps in walk()}
    assert sorted(name for name in names if matrix.expected(name) is None) == []
    lines = {*matrix.SITE, *(f"admin:{page}" for page in matrix.PAGES)}
    assert sorted(lines - names) == []


def test_every_address_opens_for_administrators_as_the_matrix_says(browser, alices):
    assert wrong_doors("administrator", browser, alices) == {}


@pytest.mark.usefixtures("pages_are_blank")
@pytest.mark.parametrize("role", ["anonymous", "user", "staff"])
def test_every_address_opens_for_whom_the_matrix_says(browser, alices, role):
    assert wrong_doors(role, browser, alices) == {}


def wrong_doors(role, browser, alices):
    """What the walk of this role finds, where it isn't what the matrix says."""
    client = browser(ROLES[role])
    behind_login = client.get(reverse("admin:login"))["Location"]
    wrong = {}
    for name, gaps in walk():
        row = matrix.expected(name)
        try:
            where = address(name, gaps, alices)
        except (NoReverseMatch, KeyError) as error:
            wrong[name] = repr(error)
            continue
        got = outcome(ask(client, name, where), name, behind_login)
        if role != "anonymous" and name == "admin:logout":
            client = Client()
            client.force_login(User.objects.get(email=f"{ROLES[role].value}@example.com"))
        if row is not None and got != getattr(row, role):
            wrong[name] = f"{got}, not {getattr(row, role)}"
    return wrong


def test_the_owner_gets_in(alices):
    client = Client()
    client.force_login(User.objects.get(email="alice@example.com"))
    for name in matrix.ALICES:
        gaps = dict(matrix.addresses())[name]
        assert outcome(ask(client, name, address(name, gaps, alices)), name) == IN, name


@pytest.mark.usefixtures("pages_are_blank")
def test_staff_change_nothing_by_posting(browser, alices):
    staff = browser(Role.STAFF)
    wrong = {}
    for table in matrix.tables():
        for what in ("add", "change", "delete"):
            gaps = [] if what == "add" else ["object_id"]
            answer = staff.post(address(f"admin:{table}_{what}", gaps, alices), {"post": "yes"})
            if answer.status_code != 403:
                wrong[f"{table} {what}"] = answer.status_code
    assert wrong == {}
