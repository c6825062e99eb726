"""What Claude is told, on the page: looked at, changed, summarised, undone; a text too long."""

from playwright.async_api import Locator, expect

from tests.e2e.axe import violations
from tests.e2e.conftest import WAIT_MS
from tests.e2e.keyboard import Keyboard
from tests.e2e.person import Person

LONG = "Where does the river end, and why? "
SMALL = "Haiku 4.5"


def desk(person: Person) -> Locator:
    return person.page.get_by_role("dialog", name="What Claude is told next")


async def test_what_claude_is_told_is_seen_and_chosen_without_a_mouse(person: Person) -> None:
    page, keys = person.page, Keyboard(person.page)
    await person.ask("/simulate fast")
    await person.answer()
    await person.message.fill("And then?")
    await keys.go_to("What Claude is told")
    await keys.press("Enter")
    await expect(desk(person).get_by_role("meter", name="Window")).to_be_visible()
    await expect(desk(person).get_by_role("region", name="Your draft")).to_contain_text("tokens")
    await keys.go_to("Pin: always tell Claude")
    await keys.press("Space")
    await expect(person.questions).to_contain_text("Pinned: Claude is always told this")
    pin = desk(person).get_by_role("button", name="Pin: always tell Claude").first
    await expect(pin).to_have_attribute("aria-pressed", "true")
    await expect(pin).to_be_focused()
    await keys.go_to("Instructions for this conversation", back=True)
    await keys.press("Enter", "Tab")
    await keys.write("Rhyme.")
    await keys.go_to("Save")
    await keys.press("Enter")
    await expect(desk(person).get_by_role("region", name="Instructions")).to_contain_text(
        "This conversation"
    )
    assert await violations(page) == []
    await keys.press("Escape")
    await expect(person.message).to_be_focused()

    await person.act(person.replies.first, "More")
    await page.get_by_role("menuitem", name="Leave out for Claude").click()
    await page.reload()
    await expect(person.replies).to_contain_text("Left out: Claude is not told this")
    await expect(person.questions).to_contain_text("Pinned: Claude is always told this")
    assert not person.page_errors


async def test_older_messages_are_summarised_and_the_summary_can_be_undone(person: Person) -> None:
    page = person.page
    await page.get_by_role("combobox", name="Model").select_option(label=SMALL)
    await person.ask(LONG * 16_000)  # of 200,000 tokens that the model holds, this takes 150,000
    await person.answer()
    await person.ask(LONG * 8_600)
    await person.answer()
    line = page.locator(".summary-line")
    told = "2 earlier messages are summarised for Claude"
    await expect(line.locator("summary")).to_have_text(told)
    await line.locator("summary").click()
    await expect(line.locator(".summary-text")).to_contain_text("simulator")
    await line.get_by_role("button", name="Leave them out without a summary").click()
    await expect(line).to_contain_text("2 earlier messages are left out from your next one on")
    await page.reload()
    await line.locator("summary").click()
    await line.get_by_role("button", name="Summarise them").click()
    await expect(line).to_contain_text(told)
    assert not person.page_errors


async def test_a_message_that_turns_out_too_long_can_be_read_in_parts(person: Person) -> None:
    page = person.page
    await page.get_by_role("combobox", name="Model").select_option(label=SMALL)
    await person.ask("/simulate fast")
    await person.answer()
    await person.act(person.questions.first, "Edit")
    await page.get_by_role("textbox", name="Edit the message").fill(LONG * 20_000)
    await page.get_by_role("button", name="Send again").click()
    await person.replies.get_by_role("button", name="Choose what to do").click()
    await page.get_by_role("button", name="Go on").click()
    await expect(person.replies.locator(".long-text")).to_be_visible(timeout=WAIT_MS)
    versions = person.questions.get_by_role("group", name="Versions")
    await expect(versions).to_contain_text("3 / 3")
    assert not person.page_errors
