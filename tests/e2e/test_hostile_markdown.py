"""Whatever is written, however it is cut: nothing runs and nothing loads from outside."""

from tests.e2e.hostile import CORPUS
from tests.e2e.hostile_html import MORE
from tests.e2e.hostile_size import OUTSIDE_ITSELF, OVERGROWN
from tests.e2e.person import Person, script


async def test_nothing_runs_and_nothing_loads_from_outside(person: Person) -> None:
    dialogs: list[str] = []
    person.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    assert await person.run(script("show_hostile"), [*CORPUS, *MORE]) == []
    await person.run("() => new Promise((resolve) => setTimeout(resolve, 800))")
    assert await person.run("() => window.pwned") is None
    own = (person.site, person.site.replace("http", "ws"), "data:", "blob:")
    assert [url for url in person.requested if not url.startswith(own)] == []
    assert dialogs == []
    assert person.page.url == f"{person.site}/"


async def test_a_hostile_reply_through_the_whole_product(person: Person) -> None:
    await person.ask("/simulate hostile")
    await person.answer()
    await person.page.reload()
    await person.answer()
    assert await person.run("() => window.pwned") is None
    assert [url for url in person.requested if "localhost" not in url and "data:" not in url] == []
    await person.message.fill("the page still works")
    await person.message.press("Enter")
    await person.answer()


async def test_nothing_stops_the_page_and_nothing_vanishes(person: Person) -> None:
    assert await person.run(script("show_huge"), OVERGROWN) == []
    assert not person.page_errors
    await person.message.fill("the page still works")


async def test_nothing_stands_outside_its_message(person: Person) -> None:
    assert await person.run(script("show_over"), OUTSIDE_ITSELF) == []
