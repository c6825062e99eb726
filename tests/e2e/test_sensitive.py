"""People see beforehand what will be kept from Claude, and may say that it is none."""

from playwright.async_api import expect

from tests.e2e.person import Person

CARD = "4111 1111 1111 1111"


async def test_the_composer_says_what_will_be_hidden_and_takes_a_correction(person: Person) -> None:
    hint = person.page.locator("#sensitive")
    await person.message.fill("An order: 4111 1111 1111 1112")
    await person.message.fill(f"Card {CARD}, password: hunter2024")
    await expect(hint).to_contain_text("Will be kept from Claude: payment card, password.")
    await hint.get_by_role("button", name="Send as it is").click()
    await expect(hint).to_contain_text("Will be sent as it is: payment card.")
    await expect(hint).to_contain_text("Will be kept from Claude: password.")
    await person.message.fill("Nothing to see here")
    await expect(hint).to_be_hidden()
    await person.ask(f"Card {CARD}")
    await person.answer()
    await person.replies.last.locator("details.receipt summary").click()
    receipt = person.replies.last.locator("details.receipt")
    await expect(receipt).not_to_contain_text("Kept from Claude")
    await person.ask("And my mail is bob@example.com")
    await person.answer()
    await person.replies.last.locator("details.receipt summary").click()
    await expect(person.replies.last).to_contain_text("Kept from Claude")
