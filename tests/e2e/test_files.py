"""Files on the page: they come in every way people know, say what is wrong, and open again."""

import base64

from playwright.async_api import FilePayload, Locator, expect

from tests.documents import corpus
from tests.e2e.axe import violations
from tests.e2e.person import Person, script

HEIC = b"\0\0\0\x18ftypheic" + b"\0" * 40
CITED = "The vote was unanimous."


def file(name: str, data: bytes, media_type: str = "") -> FilePayload:
    return {"name": name, "mimeType": media_type, "buffer": data}


async def bring(person: Person, how: str, *files: FilePayload) -> None:
    """Pastes them into the field or drops them on the page."""
    shown = [
        {"name": f["name"], "type": f["mimeType"], "base64": base64.b64encode(f["buffer"]).decode()}
        for f in files
    ]
    await person.run(script("bring_files"), [how, shown])


async def choose(person: Person, *files: FilePayload) -> None:
    async with person.page.expect_file_chooser() as chooser:
        await person.page.get_by_role("button", name="Attach files").click()
    await (await chooser.value).set_files(list(files))


def chips(person: Person) -> Locator:
    return person.page.get_by_role("list", name="Attachments").first.get_by_role("listitem")


async def test_files_come_in_every_way_and_stay_with_their_message(person: Person) -> None:
    page = person.page
    await choose(
        person, file("fox.pdf", corpus.pdf(2)), file("towns.csv", b"town,people\nUlm,128000\n")
    )
    await bring(person, "paste", file("teal.png", corpus.picture(), "image/png"))
    await bring(
        person,
        "drop",
        file("IMG_1.heic", HEIC),
        file("locked.pdf", corpus.locked_pdf()),
        file("nothing.txt", b""),
    )
    await expect(chips(person)).to_have_count(6)
    await expect(page.locator("body")).not_to_have_class("dropping")
    said = {
        "IMG_1.heic": "Save the image as JPEG or PNG.",
        "locked.pdf": "This file is protected by a password.",
        "nothing.txt": "This file is empty.",
    }
    for name, sentence in said.items():
        chip = chips(person).filter(has_text=name)
        await expect(chip.get_by_role("alert")).to_contain_text(sentence)
    await expect(chips(person).filter(has_text="fox.pdf")).to_contain_text("2 pages")
    await expect(chips(person).filter(has_text="teal.png").locator("img")).to_be_visible()
    assert await violations(page) == []
    for name in said:
        await page.get_by_role("button", name=f"Remove {name}").press("Enter")
    await expect(chips(person)).to_have_count(3)

    await person.ask("What is in these?")
    await person.answer()
    await page.reload()
    question = person.questions.last
    shown = question.get_by_role("list", name="Attachments").get_by_role("button")
    await expect(shown).to_have_count(3)
    picture = question.get_by_role("img", name="teal.png")
    await expect(picture).to_have_js_property("naturalWidth", 60)

    await question.get_by_role("button", name="Open fox.pdf").press("Enter")
    paper = page.get_by_role("dialog", name="fox.pdf").get_by_role("region", name="fox.pdf")
    first = paper.locator(".preview-page").first
    ratio = "(place) => Math.round(100 * place.clientWidth / place.clientHeight)"
    assert await first.evaluate(ratio) == round(100 * 300 / 220), "drawn or not"
    await expect(paper.get_by_role("img", name="page 1")).to_be_visible()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(question.get_by_role("button", name="Open fox.pdf")).to_be_focused()
    await question.get_by_role("button", name="Open towns.csv").press("Enter")
    table = page.get_by_role("dialog", name="towns.csv").get_by_role("table")
    await expect(table.get_by_role("columnheader")).to_have_text(["town", "people"])
    await expect(table.get_by_role("cell")).to_have_text(["Ulm", "128000"])
    await page.keyboard.press("Escape")
    assert person.page_errors == []


async def test_a_citation_opens_its_own_document_at_its_place(person: Person) -> None:
    page = person.page
    words = f"{CITED} {'Nothing else was said. ' * 2000}"
    first, second = file("minutes.txt", words.encode()), file("minutes.txt", b"An older note.")
    await choose(person, first, second)
    await expect(chips(person).locator("small")).to_contain_text(["tokens", "tokens"])
    await person.ask("/simulate fast What was decided?")
    await person.answer()
    for title, words in (("minutes.txt", CITED), ("minutes.txt (2)", "An older note.")):
        cited = person.replies.last.get_by_role("button", name=title, exact=True)
        await cited.press("Enter")
        passage = page.get_by_role("dialog", name="minutes.txt").locator("mark")
        await expect(passage).to_have_text(words)
        await expect(passage).to_be_in_viewport()
        await page.keyboard.press("Escape")
