"""A running site and a real Chromium: each test is something a person does on the page."""

import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    StorageState,
    async_playwright,
    expect,
)

from chatapp.management.commands.serve import web_command
from tests.e2e.person import Person
from tests.servers.process import ServerProcess, free_port
from tests.servers.site import WebProcess, process_environment

HERE = Path(__file__).parent
CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
)
PASSWORD = "correct horse battery staple 7"
WAIT_MS = 20_000
TOKENS_PER_SECOND = "240"  # quick, and slow enough to look at an answer while it is written


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all of them: the browser lives on it."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def site_process(
    tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path
) -> Iterator[WebProcess]:
    """A site with an empty database."""
    data_dir = tmp_path_factory.mktemp("e2e")
    shutil.copy(migrated_sqlite, data_dir / "chatapp.sqlite3")
    claude, port = free_port(), free_port()
    simulator = ServerProcess(
        [
            *(sys.executable, "-m", "chatapp.simulator", "--port", str(claude)),
            *("--tokens-per-second", TOKENS_PER_SECOND),
        ],
        env=process_environment(data_dir, {}),
        log=data_dir / "simulator.log",
    )
    address = {"ANTHROPIC_BASE_URL": f"http://127.0.0.1:{claude}", "ANTHROPIC_API_KEY": "not-a-key"}
    address["CLAUDE_MODELS_SECONDS"] = "3600"
    process = WebProcess(
        [sys.executable, "-m", *web_command("daphne", "127.0.0.1", port)],
        env=process_environment(data_dir, {"PORT": str(port), **address}),
        log=data_dir / "web.log",
    )
    process.port, process.url, process.data_dir = port, f"http://localhost:{port}", data_dir
    process.wait_until_up(process.is_healthy)
    yield process
    process.kill()
    simulator.kill()


@pytest.fixture(scope="session")
def site(site_process: WebProcess) -> str:
    """The address of the site, without a slash at its end."""
    return site_process.url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Real Chromium, without its own traffic."""
    if not CHROMIUM:
        pytest.skip("No Chromium: install it or name it in CHROMIUM.")
    expect.set_options(timeout=WAIT_MS)  # a machine that does other things as well is slow
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def signed_up(browser: Browser, site: str) -> StorageState:
    """What the browser knows of somebody who has just signed up, by the form."""
    context = await browser.new_context(locale="en")
    page = await context.new_page()
    await page.goto(f"{site}/accounts/signup/")
    await page.locator("input[name=email]").fill("alice@example.org")
    for field in await page.locator("input[type=password]").all():
        await field.fill(PASSWORD)
    await page.locator("main button[type=submit]").first.click()
    await page.wait_for_url(f"{site}/")
    state = await context.storage_state()
    await context.close()
    return state


@pytest_asyncio.fixture(scope="session", loop_scope="session", autouse=True)
async def first_comer(signed_up: StorageState) -> None:
    """Alice comes before any stranger of the stories, so she is the administrator."""


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser, signed_up: StorageState) -> AsyncIterator[BrowserContext]:
    """A browser of hers in which nothing has been typed yet."""
    own = await browser.new_context(
        storage_state=signed_up, locale="en", viewport={"width": 1280, "height": 800}
    )
    own.set_default_timeout(WAIT_MS)
    yield own
    await own.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> Page:
    """An empty tab."""
    return await context.new_page()


@pytest_asyncio.fixture(loop_scope="session")
async def person(page: Page, site: str) -> Person:
    """Alice on the empty chat page."""
    alice = Person(page, site)
    await alice.visit("/")
    return alice
