"""Who may do what, and that somebody can always administer."""

import pytest
from django.contrib.auth.models import Group
from django.core.management.sql import emit_post_migrate_signal
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import LastAdministratorError, Team, User
from accounts.roles import Role
from tests.accounts.people import make_user, sign_in, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "is_staff", "is_superuser", "may_view", "may_change"),
    [
        (Role.USER, False, False, False, False),
        (Role.STAFF, True, False, True, False),
        (Role.ADMINISTRATOR, True, True, True, True),
    ],
)
def test_the_roles(
    client: Client, role: Role, is_staff: bool, is_superuser: bool, may_view: bool, may_change: bool
) -> None:
    make_user("root@example.com", Role.ADMINISTRATOR)
    alice = make_user("alice@example.com")
    alice.set_role(role)
    alice = User.objects.get(pk=alice.pk)

    assert alice.role == role
    assert (alice.is_staff, alice.is_superuser) == (is_staff, is_superuser)
    assert list(alice.groups.values_list("name", flat=True)) == [role.value]
    assert alice.has_perm("accounts.view_user") is may_view
    assert alice.has_perm("accounts.change_user") is may_change
    assert alice.has_perm("chatapp.view_message") is is_superuser

    sign_in(client, "alice@example.com")
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == (
        200 if may_view else 302
    )
    assert client.get(reverse("admin:accounts_user_add")).status_code == (
        200 if may_change else (403 if is_staff else 302)
    )


def test_other_groups_stay_when_the_role_changes() -> None:
    alice = make_user()
    alice.groups.add(Group.objects.create(name="Book club"))
    alice.set_role(Role.STAFF)
    assert set(alice.groups.values_list("name", flat=True)) == {"Book club", "staff"}


def test_an_unknown_role_is_refused_and_changes_nothing() -> None:
    alice = make_user()
    with pytest.raises(ValueError, match="emperor"):
        alice.set_role("emperor")
    assert User.objects.get(pk=alice.pk).role == Role.USER


def test_the_last_administrator_stays() -> None:
    root = make_user("root@example.com", Role.ADMINISTRATOR)
    with pytest.raises(LastAdministratorError, match="last administrator"):
        root.set_role(Role.USER)
    with pytest.raises(LastAdministratorError):
        root.suspend()
    root.refresh_from_db()
    assert (root.role, root.is_active) == (Role.ADMINISTRATOR, True)

    suspended = make_user("second@example.com", Role.ADMINISTRATOR)
    suspended.suspend()
    with pytest.raises(LastAdministratorError):
        root.suspend()

    suspended.restore()
    root.set_role(Role.USER)
    assert User.objects.get(pk=root.pk).role == Role.USER


def test_roles_get_their_permissions_again_after_the_database_was_emptied() -> None:
    Group.objects.all().delete()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    staff = make_user("staff@example.com", Role.STAFF)
    assert staff.has_perm("accounts.view_team")
    assert not staff.has_perm("accounts.change_team")


def test_an_address_is_kept_in_lower_case_and_once() -> None:
    assert make_user("Alice@Example.COM").email == "alice@example.com"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user("ALICE@example.com")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(email="alice@example.com").update(email="Alice@example.com")
    assert User.objects.get_by_natural_key("aLICE@example.com").email == "alice@example.com"


def test_somebody_belongs_to_one_team_and_outlives_it() -> None:
    team = Team.objects.create(name="Legal")
    alice = make_user(team=team)
    assert list(team.members.all()) == [alice]
    team.delete()
    alice.refresh_from_db()
    assert alice.team is None


def test_an_administrator_works_on_people_in_the_admin(client: Client) -> None:
    root = make_user("root@example.com", Role.ADMINISTRATOR)
    sign_in(client, "root@example.com")
    add = {
        "email": "Bob@Example.com",
        "role": "staff",
        "password1": "staple tractor violin",
        "password2": "staple tractor violin",
    }
    client.post(reverse("admin:accounts_user_add"), add)
    bob = User.objects.get(email="bob@example.com")
    assert bob.role == Role.STAFF

    people = reverse("admin:accounts_user_changelist")
    everybody = {"action": "suspend", "_selected_action": [root.pk, bob.pk]}
    page = client.post(people, everybody, follow=True)
    assert "Suspended: bob@example.com." in text(page)
    assert "This is the last administrator" in text(page)
    bob.refresh_from_db()
    assert not bob.is_active
    client.post(people, {"action": "restore", "_selected_action": [bob.pk]})
    bob.refresh_from_db()
    assert bob.is_active

    own = reverse("admin:accounts_user_change", args=[root.pk])
    page = client.post(own, {"email": root.email, "role": "user"})
    assert "This is the last administrator" in text(page)
    assert client.get(reverse("admin:accounts_user_delete", args=[root.pk])).status_code == 403
