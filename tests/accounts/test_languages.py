"""English and Simplified Chinese: every sentence of ours, and the choice that follows a person."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation.template import templatize

from accounts.models import User
from accounts.roles import Role
from tests.accounts.people import PASSWORD, make_user, sign_in, text

ACCOUNTS = Path(settings.BASE_DIR) / "accounts"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
CATALOG = ACCOUNTS / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
ROOMS = sorted(Path(settings.BASE_DIR).glob("chatapp/*/locale/zh_Hans/LC_MESSAGES/django.po"))
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}


def sentences() -> Iterator[tuple[str, str]]:
    """Every translatable sentence of ours with the file it stands in; of plurals the first."""
    folders = [TEMPLATES / name for name in ("account", "allauth", "mfa", "socialaccount")]
    audit = ACCOUNTS / "audit"  # a room with a catalogue of its own
    files = [file for file in ACCOUNTS.rglob("*.py") if audit not in file.parents]
    files += (ACCOUNTS / "templates").rglob("*.html")
    files += [file for folder in folders for file in folder.rglob("*.*")]
    for file in files:
        source = file.read_text()
        code = source if file.suffix == ".py" else templatize(source)
        for _line, found, _comments, _context in extract(
            "python", BytesIO(code.encode()), KEYWORDS
        ):
            yield (found if isinstance(found, str) else found[0]), str(file)


def ids_of(catalogue: Path) -> set[str]:
    with catalogue.open("rb") as file:
        return {m.id for m in read_po(file) if isinstance(m.id, str)}


def test_every_sentence_is_translated_and_none_is_left_over() -> None:
    with CATALOG.open("rb") as file:
        catalog = read_po(file)
    ids = {m.id[0] if isinstance(m.id, tuple) else m.id: m for m in catalog if m.id}
    used = dict(sentences())
    assert len(used) > 200
    elsewhere = {sentence for path in ROOMS for sentence in ids_of(path)}
    assert {s: file for s, file in used.items() if s not in ids and s not in elsewhere} == {}
    assert set(ids) - set(used) == set()
    assert [m.id for m in ids.values() if not m.string or not any(m.string) or m.fuzzy] == []


def test_translations_keep_their_placeholders() -> None:
    with CATALOG.open("rb") as file:
        catalog = read_po(file)
    for message in catalog:
        english = str(message.id[-1] if isinstance(message.id, tuple) else message.id)
        chinese = message.string[-1] if isinstance(message.string, tuple) else str(message.string)
        if english:
            places = re.compile(r"%\(\w+\)s")
            assert sorted(places.findall(english)) == sorted(places.findall(chinese)), english


def visible(page: str) -> str:
    """What people read and hear of the page's own part: text, labels, titles and sentences."""
    main = page[page.index("<main") : page.index("</main>")]
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", main, flags=re.DOTALL)
    spoken = re.findall(
        r'(?:aria-label|alt|title|data-(?:closed|known|insecure|failed))="([^"]*)"', body
    )
    return " ".join([re.sub(r"<[^>]+>", " ", body), *spoken])


OPEN_PAGES = ["account_login", "account_signup", "account_reset_password", "account_inactive"]
OWN_PAGES = [
    "account_profile",
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "socialaccount_connections",
]
ALLOWED = {"chatapp", "English", "PIN", "https", "localhost", "JavaScript"}
ALLOWED |= {"alice", "example", "com", "Claude", "name", "date"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", OPEN_PAGES + OWN_PAGES)
def test_chinese_pages_hold_no_english(name: str) -> None:
    client = Client(headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    make_user("alice@example.com", Role.ADMINISTRATOR)
    if name in OWN_PAGES:
        sign_in(client, "alice@example.com")
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = text(client.get(reverse(name)))
    assert '<html lang="zh-Hans"' in page
    assert set(re.findall(r"[A-Za-z]{2,}", visible(page))) - ALLOWED == set()


@pytest.mark.django_db
def test_chinese_refusals_hold_no_english(client: Client) -> None:
    chinese = Client(headers={"Accept-Language": "zh-CN"})
    make_user("alice@example.com")
    assert "邮箱地址或密码不正确。" in text(sign_in(chinese, "alice@example.com", "guess"))
    for number in range(5):
        page = sign_in(chinese, "alice@example.com", f"guess {number}")
    assert "失败次数过多。请等待五分钟后再试，或重置密码。" in text(page)


@pytest.mark.django_db
def test_language_and_theme_follow_the_person_to_another_browser(client: Client) -> None:
    make_user("alice@example.com")
    sign_in(client, "alice@example.com")
    form = {"display_name": "爱丽丝", "language": "zh-hans", "theme": "dark"}
    page = client.post(reverse("account_profile"), form, follow=True)
    assert "个人资料已保存。" in text(page)

    elsewhere = Client(headers={"Accept-Language": "en"})
    sign_in(elsewhere, "alice@example.com")
    page = elsewhere.get(reverse("account_profile"))
    assert '<html lang="zh-Hans" data-theme="dark"' in text(page)
    assert 'value="爱丽丝"' in text(page)

    elsewhere.post(reverse("account_profile"), {"display_name": "", "language": "", "theme": ""})
    page = elsewhere.get(reverse("account_profile"))
    assert '<html lang="en">' in text(page)
    assert User.objects.get().get_short_name() == "alice"


@pytest.mark.django_db
def test_the_language_menu_is_remembered_for_who_is_signed_in(client: Client) -> None:
    make_user("alice@example.com")
    menu = {"language": "zh-hans", "next": reverse("account_login")}
    client.post(reverse("set_language"), menu)
    assert User.objects.get().language == ""
    assert "登录" in text(client.get(reverse("account_login")))

    sign_in(client, "alice@example.com")
    client.post(reverse("set_language"), menu)
    assert User.objects.get().language == "zh-hans"
    client.post(reverse("set_language"), {"language": "klingon"})
    assert User.objects.get().language == "zh-hans"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "form", [{"language": "klingon"}, {"theme": "pink"}, {"display_name": "x" * 101}]
)
def test_a_profile_that_makes_no_sense_is_refused_and_nothing_is_lost(
    client: Client, form: dict[str, str]
) -> None:
    make_user("alice@example.com", display_name="Alice")
    sign_in(client, "alice@example.com")
    page = client.post(reverse("account_profile"), {"display_name": "Ada", **form})
    assert page.status_code == 200
    assert 'role="alert"' in text(page)
    assert User.objects.get().display_name == "Alice"
