"""People see beforehand what will be kept from Claude, and may say that it is none."""

from random import Random

from playwright.async_api import expect

from chatapp.redaction.detection import Scanner
from tests.e2e.person import Person
from tests.redaction.outside.harmless import HARMLESS
from tests.redaction.outside.measure import KINDS, planted

CARD = "4111 1111 1111 1111"
ANNOUNCED = """async (texts) => {
  const { sensitiveIn } = await import("lazy/sensitive_forms.js");
  return texts.map((text) => sensitiveIn(text).length > 0);
}"""


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


async def test_the_word_beforehand_is_given_for_the_usual_spellings_and_seldom_for_nothing(
    person: Person,
) -> None:
    random, scanner = Random("hints"), Scanner()
    texts = [
        planted(name, manner, random).text
        for name, kind in KINDS.items()
        for manner in kind.manners
        for _ in range(3)
    ] + [write(random) for write in HARMLESS.values() for _ in range(3)]
    announced = await person.page.evaluate(ANNOUNCED, texts)
    hidden = [bool(scanner.scan(text)) for text in texts]
    pairs = list(zip(hidden, announced, strict=True))
    assert pairs.count((True, True)) > 0.9 * sum(hidden)
    assert pairs.count((False, True)) < 0.03 * hidden.count(False)
