"""The one row of settings of the installation."""

from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from accounts.roles import Role
from tests.accounts.people import make_user, sign_in, text

pytestmark = pytest.mark.django_db


def test_there_is_one_and_it_makes_itself() -> None:
    assert Organisation.current() == Organisation.current()
    assert Organisation.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(pk=2, name="Another")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Shanghai", "UTC"])
def test_time_zones_that_exist(zone: str) -> None:
    here = Organisation.current()
    here.time_zone = zone
    here.save()
    assert Organisation.current().zone == ZoneInfo(zone)


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../../etc/passwd", "Europe", "UTC\0", "+02:00"]
)
def test_time_zones_that_do_not(zone: str) -> None:
    here = Organisation.current()
    here.time_zone = zone
    with pytest.raises(ValidationError):
        here.save()
    assert Organisation.current().time_zone == "UTC"


def test_an_administrator_changes_it_and_a_wrong_zone_is_explained(client: Client) -> None:
    make_user("root@example.com", Role.ADMINISTRATOR)
    sign_in(client, "root@example.com")
    listed = client.get(reverse("admin:accounts_organisation_changelist"))
    assert listed.status_code == 200
    change = reverse("admin:accounts_organisation_change", args=[1])
    form = {"name": "Acme", "time_zone": "Mars/Olympus"}
    assert "“Mars/Olympus” is not a time zone." in text(client.post(change, form))
    client.post(change, form | {"time_zone": "Asia/Shanghai"})
    assert (Organisation.current().name, Organisation.current().time_zone) == (
        "Acme",
        "Asia/Shanghai",
    )
    assert client.get(reverse("admin:accounts_organisation_add")).status_code == 403
