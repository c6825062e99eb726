"""Who answers: set up by an administrator, chosen on the empty page and below the title."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.person import Person


async def save(page: Page) -> None:
    await page.locator("[name=_save]").click()
    await page.wait_for_url("**/admin/assistants/assistant/")


@pytest_asyncio.fixture(loop_scope="session")
async def lawyer(context: BrowserContext, site: str) -> AsyncIterator[str]:
    """An assistant that is offered during this story only."""
    page = await context.new_page()
    await page.goto(f"{site}/admin/assistants/assistant/add/")
    await page.locator("[name=name]").fill("Lawyer")
    await page.locator("[name=description]").fill("Reads contracts")
    await page.locator("[name=starters]").fill("Which clauses let prices rise?")
    await save(page)
    yield "Lawyer"
    await page.get_by_role("link", name="Lawyer").first.click()
    await page.locator("[name=is_open]").uncheck()
    await save(page)


async def test_an_assistant_is_chosen_and_changed_while_talking(lawyer: str, person: Person):
    await person.visit("/")
    answering = person.page.get_by_role("button", name="Assistant: Claude")
    await expect(answering).to_be_visible()
    await person.page.get_by_role("radio", name=lawyer).check()
    await expect(person.page.get_by_text("Reads contracts")).to_be_visible()
    await expect(person.page.get_by_text("Which clauses let prices rise?")).to_be_visible()
    await person.ask("/simulate fast Hello")
    await person.answer()
    chosen = person.page.get_by_role("button", name=f"Assistant: {lawyer}")
    await chosen.press("Enter")
    await expect(person.page.get_by_role("menuitemradio", name=lawyer)).to_be_focused()
    await person.page.keyboard.press("ArrowUp")
    await person.page.keyboard.press("Enter")
    await expect(answering).to_be_focused()
    await person.page.reload()
    await expect(answering).to_be_visible()
    await person.page.locator("#new-chat").click()
    await answering.click()
    await person.page.get_by_role("menuitemradio", name=lawyer).click()
    await expect(person.page.get_by_role("radio", name=lawyer)).to_be_checked()
