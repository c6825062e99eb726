"""Whatever an administrator changes is in the log, with the old value; nothing takes it out."""

import json

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.audit import append_only, values
from accounts.audit.models import AuditEntry
from accounts.audit.watching import watching
from accounts.models import Organisation, Team, User
from billing import grants, occasions, price_csv
from billing.models import Alert, AlertChannel, Budget, Grant, ModelPrice
from tests.billing.money import NOON

pytestmark = pytest.mark.django_db


def entries():
    return [(one.actor, one.action, one.model) for one in AuditEntry.objects.order_by("pk")]


def act(root, model, action, *chosen):
    address = reverse(f"admin:{model}_changelist")
    return root.post(address, {"action": action, "_selected_action": list(chosen)})


def test_a_form_leaves_who_what_old_and_new(root):
    organisation = Organisation.current()
    address = reverse("admin:accounts_organisation_change", args=[organisation.pk])
    form = {"name": "Acme", "time_zone": "Asia/Shanghai", "default_model": "", "signup_message": ""}
    assert root.post(address, form).status_code == 302

    [entry] = AuditEntry.objects.all()
    assert (entry.actor, entry.action, entry.place) == ("root@example.org", "change", address)
    assert entry.changes == {"name": ["chatapp", "Acme"], "time_zone": ["UTC", "Asia/Shanghai"]}


def test_saving_without_changing_anything_leaves_nothing(root):
    form = {"name": "chatapp", "time_zone": "UTC", "default_model": "", "signup_message": ""}
    root.post(reverse("admin:accounts_organisation_change", args=[Organisation.current().pk]), form)
    assert entries() == []


def test_actions_are_in_the_log(root):
    alice = User.objects.create_user("alice@example.com", "x")
    asked = grants.ask_for_more(alice.pk, 500)
    [alert] = occasions.price_missing("claude-next", NOON)

    act(root, "accounts_user", "suspend", alice.pk)
    act(root, "billing_budgetrequest", "grant_as_asked", asked.pk)
    act(root, "billing_alert", "acknowledge", alert.pk)

    did = [(action, model) for _who, action, model in entries()]
    assert ("change", "billing.alert") in did
    assert [one for one in did if one[1] != "billing.alert"] == [
        ("change", "accounts.user"),
        ("add", "billing.grant"),
        ("change", "billing.budgetrequest"),
    ]
    assert AuditEntry.objects.filter(model="accounts.user").get().changes == {
        "is_active": [True, False]
    }
    assert Alert.objects.get(pk=alert.pk).state == "acknowledged"


def test_a_deleted_row_is_kept_as_it_was(root):
    team = Team.objects.create(name="Sales")
    root.post(reverse("admin:accounts_team_delete", args=[team.pk]), {"post": "yes"})
    [entry] = AuditEntry.objects.all()
    assert (entry.action, entry.object_text) == ("delete", "Sales")
    assert entry.changes["name"] == ["Sales", None]


def test_secrets_are_never_written_only_that_they_changed(root):
    channel = {"name": "Ops", "kind": "slack", "enabled": "on"}
    address = reverse("admin:billing_alertchannel_add")
    root.post(address, channel | {"target": "https://hooks.example/T0PS3CRET", "secret": "hush-1"})
    row = AlertChannel.objects.get(name="Ops")
    address = reverse("admin:billing_alertchannel_change", args=[row.pk])
    root.post(address, channel | {"target": row.target, "secret": "hush-2"})

    added, changed = AuditEntry.objects.order_by("pk")
    assert changed.changes == {"secret": [values.HIDDEN, values.HIDDEN]}
    written = json.dumps([added.changes, changed.changes])
    assert "T0PS3CRET" not in written
    assert "hush" not in written


def test_a_new_password_is_noted_and_not_shown(root):
    alice = User.objects.create_user("alice@example.com", "x")
    address = reverse("admin:auth_user_password_change", args=[alice.pk])
    form = {
        "password1": "correct horse 7",
        "password2": "correct horse 7",
        "usable_password": "true",
    }
    assert root.post(address, form).status_code == 302
    [entry] = AuditEntry.objects.all()
    assert entry.changes == {"password": [values.HIDDEN, values.HIDDEN]}


@pytest.mark.parametrize(
    ("command", "arguments", "expected"),
    [
        ("set_budget", ("alice@example.com", "25"), {("add", "billing.budget")}),
        ("grant", ("alice@example.com", "5"), {("add", "billing.grant")}),
        ("set_role", ("alice@example.com", "staff"), {("change", "accounts.user")}),
    ],
)
def test_a_command_is_in_the_log_under_the_name_of_the_server_account(
    command, arguments, expected, monkeypatch
):
    monkeypatch.setenv("LOGNAME", "ops")
    User.objects.create_user("alice@example.com", "x")
    call_command(command, *arguments, verbosity=0)
    assert {(one.action, one.model) for one in AuditEntry.objects.all()} == expected
    assert {(one.actor, one.place) for one in AuditEntry.objects.all()} == {
        ("ops", f"manage.py {command}")
    }


def test_prices_from_a_file_are_in_the_log(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text(price_csv.export_csv())
    ModelPrice.objects.all().delete()
    call_command("import_prices", path, verbosity=0)
    assert AuditEntry.objects.filter(action="add", model="billing.modelprice").count() == (
        ModelPrice.objects.count()
    )


def test_what_people_do_themselves_is_nobodys_business(client):
    alice = User.objects.create_user("alice@example.com", "x")
    client.force_login(alice)
    client.post(reverse("account_profile"), {"display_name": "Alice", "language": "", "theme": ""})
    grants.ask_for_more(alice.pk, 500)
    assert entries() == []


def test_a_change_that_is_rolled_back_is_not_in_the_log(root):
    with watching(1, "root", "/"), transaction.atomic():
        Team.objects.create(name="Sales")
        assert len(entries()) == 1
        transaction.set_rollback(True)
    assert entries() == []


@pytest.mark.parametrize(
    "attack", ["UPDATE audit_auditentry SET actor = 'nobody'", "DELETE FROM audit_auditentry"]
)
def test_the_database_itself_keeps_the_log(root, attack):
    with watching(1, "root", "/"):
        Team.objects.create(name="Sales")
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)
    assert AuditEntry.objects.get().actor == "root"


def test_a_missing_trigger_is_found_at_start_and_migrate_puts_it_back():
    append_only.guard.remove(connection)
    found = checks.run_checks(tags=["database"], databases=["default"])
    assert [error.id for error in found] == ["accounts.E001"]
    call_command("migrate", verbosity=0)
    assert append_only.guard.missing(connection) == []


def test_the_log_is_searched_and_shows_dollars(root):
    alice = User.objects.create_user("alice@example.com", "x")
    call_command("set_budget", "alice@example.com", "25", verbosity=0)
    assert Budget.objects.get().scope_id == alice.pk
    page = root.get(reverse("admin:audit_auditentry_changelist"), {"q": "set_budget"})
    assert page.status_code == 200
    found = root.get(reverse("admin:audit_auditentry_changelist"), {"q": "one person"})
    assert "$25.00" in found.content.decode()
    detail = reverse("admin:audit_auditentry_change", args=[AuditEntry.objects.get().pk])
    assert root.get(detail).status_code == 200
    assert root.post(detail, {"actor": "x"}).status_code == 403
    assert Grant.objects.count() == 0
