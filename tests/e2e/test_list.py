"""The list of conversations, by keyboard."""

from playwright.async_api import Locator, expect

from tests.e2e.person import Person


def row(person: Person, title: str) -> Locator:
    listed = person.page.get_by_role("navigation", name="Conversations")
    return listed.get_by_role("listitem").filter(has_text=title)


async def open_menu(person: Person, title: str) -> None:
    await row(person, title).get_by_role("link").focus()
    await person.page.keyboard.press("Tab")
    await person.page.keyboard.press("Enter")
    await expect(person.page.get_by_role("menu")).to_be_visible()


async def rename(person: Person, new: str) -> None:
    """The conversation that is open; its title may change by itself meanwhile."""
    await person.page.locator("a[aria-current=page]").focus()
    await person.page.keyboard.press("Tab")
    await person.page.keyboard.press("Enter")
    await person.page.keyboard.press("Enter")
    await person.page.get_by_role("dialog").get_by_role("textbox", name="Title").fill(new)
    await person.page.keyboard.press("Enter")
    await expect(row(person, new)).to_be_visible()


async def test_rename_pin_and_delete(person: Person) -> None:
    await person.ask("/simulate fast the zebra question")
    await person.answer()
    await rename(person, "Stripes")
    await expect(person.page.get_by_role("heading", level=1)).to_have_text("Stripes")
    await open_menu(person, "Stripes")
    await person.page.keyboard.press("ArrowDown")
    await person.page.keyboard.press("Enter")
    await expect(person.page.get_by_role("heading", name="Pinned")).to_be_visible()
    await person.page.keyboard.press("Control+Shift+O")
    await open_menu(person, "Stripes")
    await person.page.keyboard.press("End")
    await person.page.keyboard.press("Enter")
    await person.page.get_by_role("dialog").get_by_role("button", name="Delete").press("Enter")
    await expect(row(person, "Stripes")).to_have_count(0)
    await expect(person.page.locator(":focus")).to_have_role("link")  # that of its neighbour


async def test_search_finds_words_and_chinese_and_opens_by_keyboard(person: Person) -> None:
    await person.ask("/simulate fast 差旅报销 and the walrus")
    await person.answer()
    await person.page.keyboard.press("Control+Shift+O")
    for words in ("walrus", "报销"):
        await person.page.keyboard.press("Control+K")
        await person.page.keyboard.insert_text(words)
        await expect(person.page.get_by_role("heading", name="Found")).to_be_visible()
        await expect(row(person, words).first).to_be_visible()
    await person.page.keyboard.press("ArrowDown")
    await person.page.keyboard.press("Escape")
    await expect(person.page.get_by_role("searchbox")).to_be_focused()
    await person.page.keyboard.press("Enter")
    await expect(person.questions.first).to_contain_text("walrus")


async def test_the_list_of_keys_opens_and_closes(person: Person) -> None:
    await person.page.get_by_role("link", name="New chat").focus()
    await person.page.keyboard.press("?")
    await expect(person.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    await person.page.keyboard.press("Escape")
    await expect(person.page.get_by_role("dialog")).to_have_count(0)
    await person.page.keyboard.press("/")
    await expect(person.message).to_be_focused()


async def test_the_drawer_on_a_phone(person: Person) -> None:
    await person.page.set_viewport_size({"width": 320, "height": 640})
    opener = person.page.get_by_role("button", name="Show conversations")
    await opener.click()
    await expect(person.page.get_by_role("searchbox", name="Search conversations")).to_be_visible()
    await person.page.keyboard.press("Escape")
    await expect(opener).to_be_focused()
    width = await person.run("() => document.documentElement.scrollWidth")
    assert width <= 320
