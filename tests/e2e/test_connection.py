"""What was written is what is shown, whatever the connection does."""

import asyncio

from playwright.async_api import Page, Route, WebSocketRoute, expect

from tests.e2e.person import Person


class Line:
    """The websocket between page and server, to be cut or to lose frames."""

    def __init__(self) -> None:
        self.routes: list[WebSocketRoute] = []
        self.lose_next_deltas = 0
        self.is_down = False

    async def lay(self, route: WebSocketRoute) -> None:
        if self.is_down:
            await route.close(code=1001)
            return
        server = route.connect_to_server()
        self.routes.append(route)

        def deliver(frame: str | bytes) -> None:
            if str(frame).startswith("[") and self.lose_next_deltas:
                self.lose_next_deltas -= 1
            else:
                route.send(frame)

        server.on_message(deliver)


async def on_the_line(page: Page, site: str) -> tuple[Person, Line]:
    line = Line()
    await page.route_web_socket("**/ws/", line.lay)
    alice = Person(page, site)
    await alice.visit("/")
    return alice, line


async def stored_text(alice: Person) -> str:
    """The last reply as the server keeps it."""
    return str(
        await alice.run(
            """async () => {
              const page = await fetch(`/api/conversations/${location.pathname.split("/")[2]}/`);
              const { messages } = await page.json();
              return messages.at(-1).blocks.map((block) => block.text).join("");
            }"""
        )
    )


async def test_lost_frames_are_noticed_and_fetched(page: Page, site: str) -> None:
    alice, line = await on_the_line(page, site)
    await alice.ask("/simulate long 300")
    await alice.hears("Part 1")
    line.lose_next_deltas = 3
    shown = await alice.answer()
    assert line.lose_next_deltas == 0
    stored = await stored_text(alice)
    assert stored.split()[-12:] == shown.split()[-12:]


async def test_a_cut_connection_comes_back_to_the_same_text(page: Page, site: str) -> None:
    alice, line = await on_the_line(page, site)
    await alice.ask("/simulate long 400")
    await alice.hears("Part 1")
    await line.routes[-1].close(code=1012, reason="restart")
    shown = await alice.answer()
    assert len(line.routes) > 1
    stored = await stored_text(alice)
    assert stored.split()[-12:] == shown.split()[-12:]
    await expect(page.locator("#connection")).to_be_hidden()


async def test_a_second_tab_shows_the_same_answer(person: Person) -> None:
    await person.ask("/simulate long 300")
    await person.hears("Part 1")
    other = Person(await person.page.context.new_page(), person.site)
    await other.visit(person.page.url.removeprefix(person.site))
    shown = await person.answer()
    assert (await other.answer()).split()[-20:] == shown.split()[-20:]


async def test_signed_out_is_said_and_the_text_is_kept(page: Page, site: str) -> None:
    alice, line = await on_the_line(page, site)
    await alice.message.fill("still here")
    await line.routes[-1].close(code=4401, reason="signed out")
    await expect(page.get_by_text("You are signed out. What you typed is kept.")).to_be_visible()
    await expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    await expect(alice.message).to_have_value("still here")


async def test_being_offline_is_said_calmly_and_ends_by_itself(page: Page, site: str) -> None:
    alice, line = await on_the_line(page, site)
    line.is_down = True
    await page.context.set_offline(True)
    await line.routes[-1].close(code=1001)
    offline = page.get_by_text("You are offline.")
    await expect(offline).to_be_visible()
    await alice.message.fill("still writing")
    line.is_down = False
    await page.context.set_offline(False)
    await expect(offline).to_be_hidden()
    await expect(alice.message).to_have_value("still writing")
    assert await page.get_by_role("alert").count() == 0


async def test_a_question_can_be_sent_before_all_of_the_page_is_there(
    page: Page, site: str
) -> None:
    rest_may_come = asyncio.Event()

    async def wait(route: Route) -> None:
        await rest_may_come.wait()
        await route.continue_()

    await page.route("**/js/chat/room.*.js", wait)
    alice = Person(page, site)
    await page.goto(site)
    await alice.message.fill("Is anybody there?")
    await alice.message.press("Enter")
    await expect(alice.message).to_have_attribute("readonly", "")
    assert await alice.questions.count() == 0
    rest_may_come.set()
    await expect(alice.questions).to_have_text(["Is anybody there?"])
    await alice.answer()
    await expect(alice.message).to_have_value("")
    assert "/c/" in page.url
    assert not alice.page_errors
