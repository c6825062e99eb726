"""Nothing that was typed is ever lost, and nothing is sent that was not meant to be."""

import asyncio

from playwright.async_api import Page, Route, WebSocketRoute, expect

from tests.documents import corpus
from tests.e2e.conftest import WAIT_MS
from tests.e2e.person import Person
from tests.e2e.test_files import chips, choose, file

PASTE = """(lines) => {
  const text = Array.from({ length: lines }, (_, index) => `line ${index}`).join("\\n");
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.getElementById("message").dispatchEvent(event);
}"""


async def test_a_draft_survives_a_reload_per_conversation(person: Person) -> None:
    await person.message.fill("half a thought")
    await person.page.reload()
    await expect(person.message).to_have_value("half a thought")
    await person.ask("/simulate fast")
    await person.answer()
    await person.message.fill("for this one only")
    await person.page.keyboard.press("Control+Shift+O")
    await expect(person.message).to_have_value("")
    await person.page.go_back()
    await expect(person.message).to_have_value("for this one only")


async def test_what_is_typed_before_the_scripts_are_here_stays(page: Page, site: str) -> None:
    typed = asyncio.Event()

    async def late(route: Route) -> None:
        await typed.wait()
        await route.continue_()

    await page.route("**/chat/main*.js", late)
    await page.goto(f"{site}/", wait_until="commit")
    field = page.get_by_role("textbox", name="Message", exact=True)
    await field.fill("on a slow line")
    await expect(page.get_by_role("button", name="Send")).to_be_disabled()
    typed.set()
    await expect(page.get_by_role("button", name="Send")).to_be_enabled()
    await expect(field).to_have_value("on a slow line")


async def test_enter_does_not_send_while_a_word_is_composed(person: Person) -> None:
    await person.message.fill("你好")
    await person.run(
        """() => document.getElementById("message").dispatchEvent(
          new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true }))"""
    )
    await person.message.press("Shift+Enter")
    await expect(person.message).to_have_value("你好\n")
    await expect(person.questions).to_have_count(0)


async def test_text_stays_until_the_server_has_it(page: Page, site: str) -> None:
    swallowed: list[str] = []
    held = asyncio.Event()

    def keep_sends_back(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def forward(frame: str | bytes) -> None:
            if '"send"' in str(frame) and not swallowed:
                swallowed.append(str(frame))
                held.set()
            else:
                server.send(frame)

        route.on_message(forward)

    await page.route_web_socket("**/ws/", keep_sends_back)
    alice = Person(page, site)
    await alice.visit("/")
    await alice.message.fill("do not lose me")
    await alice.message.press("Enter")
    await expect(alice.questions).to_have_count(1)
    await expect(alice.message).to_have_value("do not lose me")
    async with asyncio.timeout(WAIT_MS / 1000):
        await held.wait()
    assert swallowed
    await page.reload()  # the page sends it again under the same id
    await expect(alice.questions).to_contain_text("do not lose me")
    await alice.answer()
    await expect(alice.message).to_have_value("")


async def test_a_long_paste_is_kept_beside_the_field_and_sent(person: Person) -> None:
    await person.message.focus()
    await person.run(PASTE, 20_000)
    await expect(person.page.get_by_role("list", name="Pasted texts")).to_contain_text(
        "20,000 lines"
    )
    await person.message.press_sequentially("what is this?")
    await person.message.press("Enter")
    await expect(person.questions.first).to_contain_text("Show all of it (20,002 lines)")
    await person.answer()
    await expect(person.page.get_by_role("list", name="Pasted texts")).to_be_hidden()


async def test_a_document_longer_than_the_model_reads_is_read_in_parts(person: Person) -> None:
    page = person.page
    await page.get_by_role("combobox", name="Model").select_option(label="Haiku 4.5")
    await choose(person, file("river.txt", b"Where does the river end, and why? " * 20_000))
    await expect(chips(person)).to_contain_text("tokens")
    await person.message.fill("What is asked?")
    await person.message.press("Enter")
    choice = page.get_by_role("dialog", name="This is a long text")
    question = choice.get_by_role("textbox", name="Question about the text")
    await expect(question).to_have_value("What is asked?")
    await choice.get_by_role("button", name="Go on").click()
    await expect(person.replies.locator(".long-text")).to_be_visible(timeout=WAIT_MS)
    await expect(person.questions.first).to_contain_text("river.txt")
    await expect(chips(person)).to_have_count(0)
    await expect(person.message).to_have_value("")
    assert not person.page_errors


async def test_a_text_too_long_for_its_files_is_shortened_or_read_in_parts_and_nothing_is_lost(
    person: Person,
) -> None:
    page = person.page
    await choose(person, file("teal.png", corpus.picture()))
    await expect(chips(person)).to_contain_text("teal.png")
    await person.message.focus()
    await person.run(PASTE, 200_000)
    await person.message.fill("too long")
    await person.message.press("Enter")
    choice = page.get_by_role("dialog", name="This is a long text")
    await expect(choice).to_contain_text("They stay here for your next message.")
    await choice.get_by_role("button", name="Shorten it myself").click()
    await expect(person.message).to_have_value("too long")
    await expect(page.get_by_role("list", name="Pasted texts")).to_be_visible()
    await expect(chips(person)).to_have_count(1)

    await person.message.press("Enter")
    await expect(choice.get_by_role("textbox", name="Question about the text")).to_have_value(
        "too long"
    )
    await choice.get_by_role("radio", name="Summarise it").check()
    await choice.get_by_role("button", name="Go on").click()
    await expect(person.replies.locator(".long-text")).to_be_visible(timeout=WAIT_MS)
    await expect(person.message).to_have_value("")
    await expect(page.get_by_role("list", name="Pasted texts")).to_be_hidden()
    await page.reload()
    await expect(chips(person)).to_contain_text("teal.png")
    assert not person.page_errors
