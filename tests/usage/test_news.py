"""What changes elsewhere reaches the pages of those concerned, and nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Team, User
from billing import budgets, grants
from chatapp import database
from chatapp.usage import news
from tests.chatapp.conftest import OpenTab, house, open_tab, sign_in, stage
from tests.chatapp.tab import Tab

__all__ = ["house", "open_tab", "stage"]


@pytest.fixture
def alice(chat_database: None) -> User:
    team = Team.objects.create(name="Red")
    return User.objects.create_user("alice@example.com", team=team)


@pytest.fixture
def bob(chat_database: None) -> User:
    return User.objects.create_user("bob@example.com")


@pytest.fixture
def lookout(alice, bob) -> news.Lookout:
    """One that has looked before."""
    lookout = news.Lookout()
    lookout.look(set())
    return lookout


def everybody(lookout):
    return lookout.look(set(User.objects.values_list("pk", flat=True)))


def test_a_change_is_told_once_to_those_concerned(lookout, alice, bob):
    assert everybody(lookout) == set()

    budgets.set_budget("user", alice.pk, limit_nano=10)
    assert everybody(lookout) == {alice.pk}
    assert everybody(lookout) == set()

    grants.grant("team", alice.team_id, amount_nano=10)
    assert everybody(lookout) == {alice.pk}

    budgets.set_budget("everyone", limit_nano=10)
    assert everybody(lookout) == {alice.pk, bob.pk}

    request = grants.ask_for_more(bob.pk, 10)
    assert everybody(lookout) == {bob.pk}
    grants.decide(request.pk, granted_nano=10, by=None)
    assert everybody(lookout) == {bob.pk}


def test_a_transaction_that_ended_late_is_not_missed(lookout, alice):
    """Its row says when it was made, which may be before the last look."""
    begun = timezone.now() - timedelta(seconds=5)
    grants.grant("user", alice.pk, amount_nano=1, now=begun)
    assert everybody(lookout) == {alice.pk}


def test_people_who_are_not_here_cost_nothing(lookout, alice):
    budgets.set_budget("user", alice.pk, limit_nano=10)
    assert lookout.look({alice.pk + 1000}) == set()


async def test_a_grant_reaches_every_open_page_in_its_language(open_tab: OpenTab, stage):
    person = await database.run(sign_in, "alice")
    tab, other = await open_tab(person), await open_tab(person)
    lookout = news.Lookout()
    await news.tell(lookout)
    request = await database.run(grants.ask_for_more, person.id, 5 * 10**9, "")
    await database.run(budgets.set_budget, "user", person.id, limit_nano=10**9)
    await database.run(grants.decide, request.pk, granted_nano=5 * 10**9, by=None)

    await news.tell(lookout)

    for page in (tab, other):
        frame = await money_of(page)
        assert frame["budgets"][0]["limit_nano"] == 6 * 10**9
        assert frame["request"] is None
        assert "$5.00" in frame["alerts"][0]["sentence"]


async def money_of(page: Tab) -> Any:
    """The first word about money that reaches the page."""

    def seen() -> Any:
        return [f for f in page.frames if isinstance(f, dict) and f.get("type") == "money"]

    return (await page.until(seen))[0]
