"""Every address of the site outside the admin, signed in and signed out: no violation anywhere."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.async_api import Browser, BrowserContext, StorageState

from tests.e2e.axe import violations

SAMPLES = {"uuid": "01234567-89ab-4def-8123-456789abcdef", "int": "1"}
NO_PAGES = re.compile(r"^(?:admin/|i18n/catalog|static/)")
MAY_FAIL = ("readyz",)  # there is no worker here
WRONG = "nothing/is/here/"


def addresses(patterns: Any = None, before: str = "") -> Iterator[str]:
    """All of the URLconf, with something plausible where an address has a gap."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = before + filled(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern) and not NO_PAGES.match(address):
            yield address


def filled(pattern: str) -> str:
    pattern = re.sub(r"\(\?P<\w+>[^)]*\)", "x", pattern)
    pattern = re.sub(r"<(?:(\w+):)?\w+>", lambda gap: SAMPLES.get(gap[1], "x"), pattern)
    return re.sub(r"[\^$]|\\Z", "", pattern)


async def test_the_walk_knows_the_site() -> None:
    known = set(addresses())
    assert {"", "accounts/login/", "accounts/signup/", "account/data/"} <= known
    assert not [address for address in known if set("<>()?*") & set(address)]


@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh-CN", "dark")])
async def test_axe_finds_nothing_on_any_page(
    browser: Browser,
    signed_up: StorageState,
    site: str,
    *,
    signed_in: bool,
    language: str,
    scheme: Any,
) -> None:
    context = await browser.new_context(
        storage_state=signed_up if signed_in else None,
        locale=language,
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    found = [line async for line in walk(context, site)]
    await context.close()
    assert not found


async def walk(context: BrowserContext, site: str) -> Any:
    """What is wrong, page by page; each page once, however many addresses lead to it."""
    page = await context.new_page()
    looked_at: set[str] = set()
    for address in [*addresses(), WRONG]:
        answer = await context.request.get(f"{site}/{address}")
        kind = answer.headers.get("content-type", "")
        is_page = "text/html" in kind and bool(await answer.body())
        if answer.status >= 500 and address not in MAY_FAIL:
            yield f"{address}: {answer.status}"
        final = answer.url.partition("?")[0]
        if not is_page or final in looked_at or not final.startswith(site):
            continue
        looked_at.add(final)
        await page.goto(answer.url)
        for violation in await violations(page):
            yield f"{address}: {violation}"
    if len(looked_at) < 5:
        yield f"only {looked_at} were seen"
