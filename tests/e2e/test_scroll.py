"""The question is lifted, the answer grows below it, and the reader is never pushed around."""

from playwright.async_api import expect

from tests.e2e.person import Person, script

TOP = "(thread) => thread.scrollTop"
TO_END = "(thread) => thread.scrollHeight - thread.clientHeight - thread.scrollTop"


async def test_a_new_question_is_lifted_to_the_top(person: Person) -> None:
    await person.ask("/simulate long 400")
    await person.answer()
    await person.ask("/simulate long 900")
    question = await person.questions.last.bounding_box()
    thread = await person.thread.bounding_box()
    assert question is not None
    assert thread is not None
    assert 0 <= question["y"] - thread["y"] < 120
    await person.page.keyboard.press("Escape")


async def test_scrolling_up_stops_following_until_asked(person: Person) -> None:
    await person.ask("/simulate long 2500")
    await person.hears("Part 2")
    await expect(person.thread).to_contain_text("Part 3", timeout=20_000)
    await person.thread.hover()
    await person.page.mouse.wheel(0, -400)
    button = person.page.get_by_role("button", name="To the newest message")
    await expect(button).to_be_visible()
    top = await person.thread.evaluate(TOP)
    await expect(person.thread).to_contain_text("Part 5", timeout=20_000)
    assert abs(await person.thread.evaluate(TOP) - top) <= 1
    await button.click()
    await expect(button).to_be_hidden()
    assert await person.thread.evaluate(TO_END) <= 2
    await person.page.keyboard.press("Escape")


async def test_a_change_of_theme_moves_nothing(person: Person) -> None:
    await person.ask("/simulate long 700")
    await person.answer()
    await person.thread.hover()
    await person.page.mouse.wheel(0, -300)
    await expect(person.page.get_by_role("button", name="To the newest message")).to_be_visible()
    top = await person.thread.evaluate(TOP)
    await person.page.emulate_media(color_scheme="dark")
    await person.run("() => new Promise((resolve) => requestAnimationFrame(() => resolve()))")
    assert await person.thread.evaluate(TOP) == top


async def test_what_somebody_unfolds_stays_where_they_look(person: Person) -> None:
    lines = "\n".join(f"line {number}" for number in range(120))
    await person.ask(f"/simulate 400 credit\n{lines}")
    await person.answer()
    more = person.questions.last.get_by_role("button", name="Show all of it")
    before = await person.questions.last.bounding_box()
    await more.click()
    await expect(more).to_have_count(0)
    await person.run("() => new Promise((resolve) => requestAnimationFrame(() => resolve()))")
    after = await person.questions.last.bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] > before["height"] + 1000
    assert after["y"] == before["y"]


async def test_on_paper_the_conversation_is_whole(person: Person) -> None:
    await person.run(script("show"), "words\n\n" * 200)
    beyond = "(thread) => thread.scrollHeight - thread.clientHeight"
    assert await person.thread.evaluate(beyond) > 1000
    await person.page.emulate_media(media="print")
    assert await person.thread.evaluate(beyond) == 0
    await expect(person.message).to_be_hidden()
