"""The page for everyone: no violation that axe-core knows, light, fast, still."""

from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.async_api import Browser, StorageState, expect

from tests.e2e.axe import violations
from tests.e2e.person import Person

WEIGHT_LIMIT_BYTES = 300_000
MEASURE = """async () => {
  const read = (type) => new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries())).observe({ type, buffered: true });
    setTimeout(() => resolve([]), 500);
  });
  const shifts = await read("layout-shift");
  const paints = await read("largest-contentful-paint");
  return {
    shift: shifts.reduce((sum, entry) => sum + entry.value, 0),
    paint: Math.max(0, ...paints.map((entry) => entry.startTime)),
  };
}"""


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(
    browser: Browser, signed_up: StorageState, site: str, language: str, scheme: Any
) -> None:
    context = await browser.new_context(
        storage_state=signed_up, locale=language, color_scheme=scheme, reduced_motion="reduce"
    )
    alice = Person(await context.new_page(), site)
    page = alice.page
    await page.goto(f"{site}/")
    field = page.locator("#message")
    assert await violations(page) == []
    await field.fill("/simulate fast a table and code")
    await field.press("Enter")
    reply = page.locator("article.reply[aria-busy=false]")
    await reply.wait_for()
    await page.locator("#me").click()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await reply.locator("[data-verdict=down]").click()
    await page.get_by_role("menu").wait_for()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await page.locator("#new-chat").focus()
    await page.keyboard.press("?")
    await page.get_by_role("dialog").wait_for()
    assert await violations(page) == []
    await context.close()


async def test_text_runs_the_way_its_script_runs(person: Person) -> None:
    await person.ask("/simulate fast مرحبا")
    await person.answer()
    direction = "(node) => getComputedStyle(node).direction"
    await person.message.fill("مرحبا بالعالم")
    assert await person.message.evaluate(direction) == "rtl"
    await person.message.press("Enter")
    await expect(person.questions).to_have_count(2)
    await expect(person.questions.last.locator(".bubble")).to_have_css("direction", "rtl")
    await expect(person.page.locator("html")).not_to_have_attribute("dir", "rtl")
    await person.answer()


async def test_nothing_moves_for_those_who_want_it_still(person: Person) -> None:
    await person.page.emulate_media(reduced_motion="reduce")
    await person.ask("/simulate fast still")
    await person.answer()
    moving = "() => document.getAnimations().filter((each) => each.playState == 'running').length"
    assert await person.run(moving) == 0


async def test_the_page_can_be_installed(person: Person) -> None:
    manifest_at = await person.page.locator("link[rel=manifest]").get_attribute("href")
    assert manifest_at
    address = urljoin(f"{person.site}/", manifest_at)
    manifest = await (await person.page.request.get(address)).json()
    assert manifest["display"] == "standalone"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        answer = await person.page.request.get(urljoin(address, icon["src"]))
        assert answer.headers["content-type"] == icon["type"]


async def test_the_page_is_light_and_still(
    browser: Browser, signed_up: StorageState, site: str
) -> None:
    context = await browser.new_context(storage_state=signed_up, locale="en")
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    await session.send("Network.enable")
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    await page.goto(f"{site}/", wait_until="networkidle")
    measured = await page.evaluate(MEASURE)
    assert sum(sizes) < WEIGHT_LIMIT_BYTES
    assert not [url for url in requested if "/lazy/" in url]
    assert measured["shift"] < 0.001
    await context.close()
