"""Administrators made on the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests.accounts.people import PASSWORD, make_user, sign_in, who

pytestmark = pytest.mark.django_db


def run(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_createsuperuser_is_ours() -> None:
    assert get_commands()["createsuperuser"] == "accounts"


def test_createsuperuser_with_a_password_from_the_environment(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    said = run("createsuperuser", "--noinput", "--email", "Root@Example.com")
    assert "no password yet" not in said
    sign_in(client, "root@example.com")
    root = who(client)
    assert root is not None
    assert root.role == Role.ADMINISTRATOR
    assert root.groups.get().name == "administrator"


def test_createsuperuser_without_a_password_says_how_to_set_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD", raising=False)
    said = run("createsuperuser", "--noinput", "--email", "root@example.com")
    assert "manage.py changepassword root@example.com" in said
    assert not User.objects.get().has_usable_password()


def test_createsuperuser_refuses_a_taken_address_in_any_case() -> None:
    make_user("root@example.com")
    with pytest.raises(CommandError, match="already taken"):
        run("createsuperuser", "--noinput", "--email", "ROOT@example.com")


def test_set_role_appoints_and_refuses() -> None:
    make_user("alice@example.com")
    assert "is now administrator" in run("set_role", "Alice@example.com", "administrator")
    with pytest.raises(CommandError, match="last administrator"):
        run("set_role", "alice@example.com", "user")
    with pytest.raises(CommandError, match="Nobody here"):
        run("set_role", "nobody@example.com", "user")
