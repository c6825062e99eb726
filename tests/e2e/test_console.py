"""The console as an administrator walks through it, on a desk by day and on a phone by night."""

from typing import Any

from playwright.async_api import Browser, StorageState

from tests.e2e.axe import violations
from tests.e2e.person import Person

OURS = ("", "errors/", "usage/")
PAGES = (
    *OURS,
    "cache/",
    "usage/?group=team&period=year",
    "statement/",
    "accounts/user/import/",
    "accounts/user/1/change/",
    "billing/budgetrequest/",
    "chatapp/claudecall/",
    "billing/ledgerentry/",
)
TOO_WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"
DESK: dict[str, Any] = {
    "locale": "en",
    "color_scheme": "light",
    "viewport": {"width": 1280, "height": 800},
}
PHONE: dict[str, Any] = {
    "locale": "zh-CN",
    "color_scheme": "dark",
    "viewport": {"width": 390, "height": 800},
}


async def test_everybody_can_use_the_console_and_it_fits(
    browser: Browser, signed_up: StorageState, site: str, person: Person
) -> None:
    await person.ask("What is a ledger?")
    await person.answer()
    found = []
    for kind, addresses in ((DESK, OURS), (PHONE, PAGES)):
        context = await browser.new_context(
            storage_state=signed_up, reduced_motion="reduce", **kind
        )
        page = await context.new_page()
        for address in addresses:
            answer = await page.goto(f"{site}/admin/{address}")
            assert answer is not None
            assert answer.status == 200, address
            found += [f"{address}: {each}" for each in await violations(page)]
            if over := await page.evaluate(TOO_WIDE):
                found.append(f"{address}: {over} px too wide")
        await context.close()
    assert not found
