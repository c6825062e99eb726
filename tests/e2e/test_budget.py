"""Somebody's budget on the page: seen, nearly used, used up, asked for, granted."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.e2e.conftest import PASSWORD
from tests.e2e.person import Person
from tests.servers.process import ROOT
from tests.servers.site import WebProcess, process_environment

pytestmark = pytest.mark.e2e
BOB = "bob.budget@example.org"
Operator = Callable[..., "asyncio.Future[None]"]


@pytest.fixture
def operator(site_process: WebProcess):
    """Runs one of the product's commands beside the running site."""

    async def run(*command: str) -> None:
        await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "manage.py", *command, "--skip-checks"],
            cwd=ROOT,
            env=process_environment(site_process.data_dir, {}),
            check=True,
            capture_output=True,
        )

    return run


@pytest_asyncio.fixture(loop_scope="session")
async def bob(browser: Browser, site: str, operator: Operator) -> AsyncIterator[Person]:
    """Somebody with ten dollars for a month."""
    context = await browser.new_context(locale="en", viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    await page.goto(f"{site}/accounts/signup/")
    await page.locator("input[name=email]").fill(BOB)
    for field in await page.locator("input[type=password]").all():
        await field.fill(PASSWORD)
    await page.locator("main button[type=submit]").first.click()
    await page.wait_for_url(f"{site}/")
    await operator("set_budget", BOB, "10")
    yield Person(page, site)
    await context.close()


def meter(person: Person) -> Locator:
    return person.page.get_by_role("meter", name="Budget")


async def cost(person: Person) -> float:
    """What the page says that the conversation has cost, in dollars."""
    return float((await person.page.locator("#cost").inner_text()).rstrip(".").split("$")[1])


async def test_a_budget_from_the_meter_to_the_limit_and_beyond(
    bob: Person, operator: Operator
) -> None:
    page = bob.page
    await expect(meter(bob)).to_contain_text("$0.00 of $10.00")  # though the page was open before

    await bob.ask("What is a budget?")
    await bob.answer()
    await expect(page.locator("#cost")).to_contain_text("This conversation: $0.")
    once = await cost(bob)
    await bob.ask("What is a budget?")
    await bob.answer()
    assert await cost(bob) > 1.9 * once, "both answers are counted"
    await page.set_viewport_size({"width": 320, "height": 640})  # the meter leaves room
    assert await bob.run("() => document.documentElement.scrollWidth") <= 320
    await page.set_viewport_size({"width": 1280, "height": 800})
    await page.get_by_role("button", name="Budget in detail").click()
    panel = page.get_by_role("region", name="Budget")
    await expect(panel).to_contain_text("This conversation")
    await panel.get_by_label("Your own limit").fill("minus three")
    await panel.get_by_role("button", name="Set").click()
    await expect(panel.get_by_role("alert")).to_contain_text("not an amount in US dollars")
    await panel.get_by_label("Your own limit").fill("3")
    await panel.get_by_role("button", name="Set").click()
    await expect(panel).to_contain_text("Your own limit · this month")
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()

    await operator("set_budget", BOB, "0.000001")
    landing = page.locator(".money-full")
    await expect(landing).to_contain_text("Nothing is left of your budget for this month")
    await bob.message.fill("What is left of it?")
    await bob.message.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Your text is kept")
    await expect(bob.message).to_have_value("What is left of it?")
    await expect(bob.questions).to_have_count(2)

    await landing.get_by_role("button", name="Ask for more").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Amount in US dollars").fill("-5")
    await dialog.get_by_label("What for").fill("The report")
    await dialog.get_by_role("button", name="Ask", exact=True).click()
    await expect(dialog.get_by_role("alert")).to_contain_text("not an amount in US dollars")
    await expect(dialog.get_by_label("What for")).to_have_value("The report")
    await dialog.get_by_label("Amount in US dollars").fill("5")
    await dialog.get_by_role("button", name="Ask", exact=True).click()
    await expect(landing).to_contain_text("You have asked for more.")

    await operator("grant", BOB, "5")
    await expect(landing).to_have_count(0)
    await expect(bob.message).to_have_value("What is left of it?")
    await bob.message.press("Enter")
    await expect(bob.questions).to_have_count(3)
    await bob.answer()

    await page.get_by_role("button", name="Budget in detail").click()
    await panel.get_by_role("link", name="All of your usage").click()
    await expect(page.get_by_role("heading", name="Your usage", exact=True)).to_be_visible()
    conversations = page.get_by_role("region", name="By conversation")
    await expect(conversations.get_by_role("row")).to_have_count(2)
    assert not bob.page_errors
