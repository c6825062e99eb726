"""Ask, read, stop, go on, ask again in another way."""

import re

from playwright.async_api import expect

from tests.e2e.person import Person


async def test_an_answer_streams_and_stands_after_a_reload(person: Person) -> None:
    await person.ask("/simulate long 400")
    await expect(person.stop).to_be_visible()
    answer = await person.answer()
    await expect(person.page).to_have_url(re.compile(r"/c/[0-9a-f-]{36}/$"))
    await person.page.reload()
    await expect(person.questions).to_have_count(1)
    assert await person.answer() == answer
    assert not person.page_errors


async def test_escape_stops_and_keeps_what_was_shown(person: Person) -> None:
    await person.ask("/simulate long 3000")
    await person.hears("Part 1")
    await person.page.keyboard.press("Escape")
    answer = await person.answer()
    assert "Part 1" in answer
    await expect(person.replies.last).to_contain_text("You stopped this answer.")
    await person.page.reload()
    await expect(person.replies).to_have_count(1)
    assert await person.answer() == answer


async def test_an_edit_is_a_branch_beside_the_old_one(person: Person) -> None:
    await person.ask("/simulate fast first words")
    await person.answer()
    await person.act(person.questions.first, "Edit")
    field = person.page.get_by_role("textbox", name="Edit the message")
    await field.fill("/simulate fast other words")
    await field.press("Enter")
    await expect(person.questions.first).to_contain_text("other words")
    await person.answer()
    await expect(person.questions.first).to_contain_text("2 / 2")
    await person.act(person.questions.first, "Previous version")
    await expect(person.questions.first).to_contain_text("first words")
    await expect(person.questions.first).to_contain_text("1 / 2")


async def test_trying_again_with_another_model_keeps_the_first_answer(person: Person) -> None:
    await person.ask("/simulate fast what is a ledger")
    await person.answer()
    await person.act(person.replies.last, "Try again")
    await person.page.get_by_role("menuitem", name="With Haiku 5.5").click()
    await expect(person.replies.last).to_contain_text("2 / 2")
    await person.answer()
    await expect(person.replies.last).to_contain_text("Haiku 5.5")
    await expect(person.replies).to_have_count(1)


async def test_a_deleted_version_makes_room_for_the_one_beside_it(person: Person) -> None:
    await person.ask("/simulate fast why is the sea salty")
    first = await person.answer()
    await person.act(person.replies.last, "Try again")
    await person.page.get_by_role("menuitem", name="With Haiku 5.5").click()
    await expect(person.replies.last).to_contain_text("2 / 2")
    await person.answer()
    other = Person(await person.page.context.new_page(), person.site)
    await other.visit(person.page.url.removeprefix(person.site))
    await person.page.bring_to_front()
    await person.act(person.replies.last, "More")
    await person.page.get_by_role("menuitem", name="Delete from here on").click()
    dialog = person.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Its other versions stay.")
    await dialog.get_by_role("button", name="Delete").click()
    for screen in (person, other):
        await expect(screen.replies.last).not_to_contain_text("/ 2")
        assert await screen.answer() == first
    await person.act(person.replies.last, "More")
    await person.page.get_by_role("menuitem", name="Delete from here on").click()
    await person.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(person.questions).to_have_count(0)
    await expect(other.questions).to_have_count(0)


async def test_a_verdict_is_remembered(person: Person) -> None:
    await person.ask("/simulate fast what is a budget")
    await person.answer()
    await person.act(person.replies.last, "Bad answer")
    await person.page.get_by_role("menuitem", name="It is wrong").click()
    bad = person.replies.last.get_by_role("button", name="Bad answer")
    await expect(bad).to_have_attribute("aria-pressed", "true")
    await person.act(person.replies.last, "Good answer")
    good = person.replies.last.get_by_role("button", name="Good answer")
    await expect(good).to_have_attribute("aria-pressed", "true")
    await person.page.reload()
    await person.answer()
    await expect(bad).to_have_attribute("aria-pressed", "false")
    await expect(good).to_have_attribute("aria-pressed", "true")


async def test_a_selected_sentence_is_quoted(person: Person) -> None:
    await person.ask("/simulate fast what is a quote")
    await person.answer()
    paragraph = person.replies.last.locator(".prose p").first
    words = (await paragraph.inner_text()).split(".")[0]
    await paragraph.evaluate(
        """(node, end) => {
          const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
          const text = texts.nextNode();
          document.getSelection().setBaseAndExtent(text, 0, text, Math.min(end, text.length));
        }""",
        len(words),
    )
    await person.act(person.replies.last, "More")
    await person.page.get_by_role("menuitem", name="Quote").click()
    await expect(person.message).to_have_value(f"> {words}\n\n")
    await expect(person.message).to_be_focused()


async def test_a_failure_is_a_sentence_with_a_way_out(person: Person) -> None:
    await person.ask("/simulate 400")
    alert = person.replies.last.get_by_role("alert")
    await expect(alert).to_be_visible()
    assert "{" not in await alert.inner_text()
    await expect(alert.get_by_role("button", name="Try again")).to_be_visible()


async def test_waiting_is_explained(person: Person) -> None:
    await person.ask("/simulate 529")
    await expect(person.replies.last.get_by_role("status")).to_contain_text("busy")
    await person.stop.click()
    await person.answer()


async def test_every_kind_of_block_is_shown_or_named(person: Person) -> None:
    await person.ask("/simulate unknown")
    await person.answer()
    await expect(person.replies.last).to_contain_text("Part of another kind: simulated_novelty")
    await person.ask("/simulate search")
    await person.answer()
    await expect(person.replies.last).to_contain_text("Used a tool: web_search")
    await expect(person.replies.last).to_contain_text("1 source")


async def test_sentences_are_spoken_not_tokens(person: Person) -> None:
    await person.run(
        """() => {
          window.heard = [];
          new MutationObserver((changes) => {
            for (const { addedNodes } of changes)
              for (const node of addedNodes) window.heard.push(node.textContent);
          }).observe(document.getElementById("live"), { childList: true });
        }"""
    )
    await person.ask("/simulate long 300")
    await person.answer()
    await expect(person.page.locator("#live")).to_contain_text("The answer is complete.")
    heard = await person.run("() => window.heard")
    assert heard[0] == "Claude is answering"
    assert 3 <= len(heard) <= 60
    assert all(len(sentence.split()) > 2 for sentence in heard[:-1])
    assert await person.thread.get_attribute("aria-live") == "off"
