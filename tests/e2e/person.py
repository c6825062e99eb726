"""Somebody at the chat page, with the words people use for what they do there."""

import re
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, expect

WAIT_MS = 30_000
SCRIPTS = Path(__file__).parent / "page_scripts"


def script(name: str) -> str:
    """A script to be run inside the page, as text."""
    return (SCRIPTS / f"{name}.js").read_text()


class Person:
    """Acts on the page by its speaking hooks only: roles and names."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.requested: list[str] = []
        self.page_errors: list[str] = []
        page.on("request", lambda request: self.requested.append(request.url))
        page.on("pageerror", lambda error: self.page_errors.append(str(error)))

    async def visit(self, path: str) -> None:
        await self.page.goto(f"{self.site}{path}")
        await self.is_welcome()

    async def is_welcome(self) -> None:
        """Wait until all of the page is there, not only what one needs to write."""
        await expect(self.message).to_be_visible()
        desk = self.page.get_by_role("button", name="What Claude is told", exact=True)
        await expect(desk).to_be_enabled()

    @property
    def message(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message", exact=True)

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def questions(self) -> Locator:
        return self.thread.get_by_role("article", name="You")

    @property
    def replies(self) -> Locator:
        return self.thread.get_by_role("article", name="Claude")

    @property
    def stop(self) -> Locator:
        return self.page.get_by_role("button", name="Stop", exact=True)

    async def ask(self, text: str) -> None:
        """Type and press Enter; the answer has begun when this returns."""
        before = await self.replies.count()
        await self.message.fill(text)
        await self.message.press("Enter")
        await expect(self.replies).to_have_count(before + 1, timeout=WAIT_MS)

    async def answer(self) -> str:
        """The words of the last reply, once it has ended."""
        last = self.replies.last
        await expect(last).to_have_attribute("aria-busy", "false", timeout=WAIT_MS)
        return "\n".join(await last.locator(".prose:visible").all_inner_texts())

    async def hears(self, text: str, timeout_ms: float = WAIT_MS) -> None:
        """Wait until the last reply shows the text, running or not."""
        await expect(self.replies.last).to_contain_text(re.compile(text), timeout=timeout_ms)

    async def act(self, article: Locator, name: str) -> None:
        """Press one of the buttons below a message."""
        await article.hover()
        await article.get_by_role("button", name=name, exact=True).click()

    async def run(self, script: str, argument: Any = None) -> Any:
        """Script of ours inside the page."""
        return await self.page.evaluate(script, argument)
