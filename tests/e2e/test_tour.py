"""A stranger's first visit, from signing up to leaving nothing behind, by keyboard alone."""

import re

from playwright.async_api import Browser, expect

from tests.e2e.conftest import PASSWORD, WAIT_MS
from tests.e2e.keyboard import Keyboard
from tests.e2e.person import Person


async def test_a_stranger_finds_everything_by_keyboard(browser: Browser, site: str) -> None:
    context = await browser.new_context(locale="en", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(WAIT_MS)
    page = await context.new_page()
    stranger, keys = Person(page, site), Keyboard(page)
    title = page.get_by_role("heading", level=1)

    await page.goto(f"{site}/accounts/signup/")
    await keys.go_to("Email")
    await keys.write("stranger@example.org")
    await keys.go_to("Password")
    await keys.write(PASSWORD)
    await keys.press("Enter")
    await page.wait_for_url(f"{site}/")

    await expect(stranger.message).to_be_focused()
    await keys.write("/simulate long 3000")
    await keys.press("Enter")
    await stranger.hears("Part 1")
    await keys.press("Escape")
    await expect(stranger.replies.last).to_contain_text("You stopped this answer.")

    await keys.go_to("Edit", back=True)
    await keys.press("Enter")
    await keys.write("/simulate fast about walnuts")
    await keys.press("Enter")
    await expect(stranger.questions.last).to_contain_text("2 / 2")
    await expect(stranger.message).to_be_focused()
    await stranger.answer()

    await keys.go_to("Previous version", back=True)
    await keys.press("Enter")
    await expect(stranger.questions.last).to_contain_text("1 / 2")
    await keys.press("Enter")  # the focus has moved on to the only arrow that leads anywhere
    await expect(stranger.questions.last).to_contain_text("about walnuts")

    await keys.go_to("Try again")
    await keys.press("Enter")
    await keys.choose("With Haiku 5.5")
    await expect(stranger.replies.last).to_contain_text("2 / 2")
    await expect(stranger.message).to_be_focused()
    await stranger.answer()
    await expect(stranger.replies.last).to_contain_text("Haiku 5.5")

    await keys.press("Control+Shift+O")
    await expect(title).to_have_text("New chat")
    await keys.press("Control+K")
    await keys.write("walnuts")
    await expect(page.get_by_role("heading", name="Found")).to_be_visible()
    await keys.press("Enter")
    await expect(stranger.questions.last).to_contain_text("about walnuts")

    menu = "Actions for this conversation"
    await keys.go_to(menu, back=True)
    await keys.press("Enter")
    await keys.choose("Rename")
    await keys.write("Nuts")
    await keys.press("Enter")
    await expect(title).to_have_text("Nuts")

    await keys.go_to(menu)
    await keys.press("Enter")
    async with page.expect_download() as download:
        await keys.choose("Download as Markdown")
    kept = await (await download.value).path()
    assert "about walnuts" in kept.read_text()

    await keys.go_to(menu)
    await keys.press("Enter")
    await keys.choose("Delete")
    await keys.go_to("Delete")
    await keys.press("Enter")
    await expect(title).to_have_text("New chat")
    await expect(page).to_have_url(re.compile(r"/$"))
    await expect(page.get_by_text("Your conversations will stand here.")).to_have_count(0)
    assert not stranger.page_errors
    await context.close()
