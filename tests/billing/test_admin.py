"""The administrator's pages about money: they open, and they do not let the past be changed."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from billing import grants, occasions
from billing.models import Alert, BudgetRequest, Grant, ModelPrice
from tests.billing.money import NOON, spend

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client: Client) -> Client:
    person = User.objects.create_user("root@example.org", "x", role=Role.ADMINISTRATOR)
    client.force_login(person)
    return client


def page(model: str, what: str = "changelist", *arguments: int) -> str:
    return reverse(f"admin:billing_{model}_{what}", args=arguments)


@pytest.mark.parametrize(
    "model",
    sorted(str(m._meta.model_name) for m in admin.site._registry if m._meta.app_label == "billing"),
)
def test_every_list_opens(root, model):
    spend(5)
    occasions.price_missing("claude-next", NOON)
    grants.ask_for_more(1, 500)

    assert root.get(page(model)).status_code == 200


def act(root: Client, model: str, action: str, *chosen: int):
    return root.post(page(model), {"action": action, "_selected_action": list(chosen)}, follow=True)


def test_a_request_is_granted_with_one_click(root):
    asked = grants.ask_for_more(1, 500, "thesis")

    act(root, "budgetrequest", "grant_as_asked", asked.pk)

    assert Grant.objects.get().amount_nano == 500
    assert BudgetRequest.objects.get().state == "granted"


def test_a_request_is_declined(root):
    asked = grants.ask_for_more(1, 500)

    act(root, "budgetrequest", "decline", asked.pk)

    assert BudgetRequest.objects.get().state == "declined"


def test_alerts_are_acknowledged_and_resolved(root):
    [alert] = occasions.price_missing("claude-next", NOON)

    act(root, "alert", "acknowledge", alert.pk)
    assert Alert.objects.get().state == "acknowledged"
    act(root, "alert", "resolve", alert.pk)
    assert Alert.objects.get().state == "resolved"


def test_prices_are_downloaded_and_added_but_not_edited(root):
    price = ModelPrice.objects.all()[0]

    answer = act(root, "modelprice", "export", price.pk)
    assert answer["Content-Type"].startswith("text/csv")
    assert root.post(page("modelprice", "change", price.pk), {"input_nano": 1}).status_code == 403
    assert root.get(page("modelprice", "add")).status_code == 200
    assert root.get(page("ledgerentry", "add")).status_code == 403
