"""The chat page in Chromium, by its own performance entries: weight, first paint, long frames."""

import argparse
import asyncio
import contextlib
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page, async_playwright

from chatapp.management.commands.serve import web_command
from tests.benchmarks.rig.browser import CHROMIUM, TOOLS, Network, paste, sign_up
from tests.benchmarks.rig.frames import Row, frames
from tests.benchmarks.rig.sites import started
from tests.benchmarks.rig.table import table
from tests.servers.process import ROOT, free_port
from tests.servers.site import process_environment

HEADS = ("measurement", "figure", "wanted")
SLOW_KBITS, SLOW_LATENCY_MS = 400, 100


@contextlib.contextmanager
def site(tokens_per_second: int) -> Iterator[str]:
    """The embedded profile as an installation runs it, its simulator beside it."""
    with tempfile.TemporaryDirectory(prefix="chatapp-bench-") as folder:
        claude, port = free_port(), free_port()
        address = {"ANTHROPIC_BASE_URL": f"http://127.0.0.1:{claude}", "ANTHROPIC_API_KEY": "key"}
        env = process_environment(Path(folder), {"PORT": str(port), **address})
        pace = ("--tokens-per-second", str(tokens_per_second))
        simulator = (sys.executable, "-m", "chatapp.simulator", "--port", str(claude), *pace)
        migrate = "import django.core.management as m; m.call_command('migrate', verbosity=0)"
        setup = f"import django; django.setup(); {migrate}"
        server = (
            f"exec {' '.join([sys.executable, '-m', *web_command('daphne', '127.0.0.1', port)])}"
        )
        shell = ("sh", "-c", f'{sys.executable} -c "{setup}" && {server}')
        with (
            started(*simulator, port=claude, env=env, tree=ROOT),
            started(*shell, port=port, env=env, tree=ROOT),
        ):
            yield f"http://localhost:{port}"


async def first_visit(context: BrowserContext, address: str) -> list[Row]:
    """An empty page with a cold cache, as fast as this machine is."""
    page = await context.new_page()
    network = await Network.watch(page)
    await page.goto(f"{address}/", wait_until="networkidle")
    shown = await page.evaluate("() => window.bench.firstVisit()")
    await page.close()
    return [
        ("page weight before the first message, compressed", f"{network.kB:.0f} kB", "< 300 kB"),
        ("largest contentful paint", f"{shown['paint']:.0f} ms", "< 1500 ms"),
        ("layout shift", f"{shown['shift']:.3f}", "0"),
    ]


async def slow_visit(context: BrowserContext, address: str) -> list[Row]:
    """The same over a line of 400 kbit/s: when can one begin to write, when is all there?"""
    page = await context.new_page()
    network = await Network.watch(page)
    await network.slow_down(SLOW_KBITS, SLOW_LATENCY_MS)
    await page.goto(f"{address}/", wait_until="commit")
    await page.locator("#message").wait_for(timeout=60_000)
    writes = await page.evaluate("() => performance.now()")
    await page.wait_for_function("() => window.bench.live()", timeout=60_000)
    talks = await page.evaluate("() => performance.now()")
    await page.reload(wait_until="commit")
    await page.wait_for_function("() => window.bench.live()", timeout=60_000)
    again = await page.evaluate("() => performance.now()")
    await page.close()
    line = f"{SLOW_KBITS} kbit/s, {SLOW_LATENCY_MS} ms"
    return [
        (f"{line}: one can write", f"{writes / 1000:.1f} s", "< 3 s"),
        (f"{line}: one can send, first visit", f"{talks / 1000:.1f} s", ""),
        (f"{line}: one can send, later visits", f"{again / 1000:.1f} s", "< 3 s"),
    ]


async def long_reply(page: Page, address: str, tokens: int) -> list[Row]:
    rows: list[Row] = []
    await page.goto(f"{address}/")
    await page.wait_for_function("() => window.bench.whole()")
    await page.locator("#message").fill(f"/simulate long {tokens}")
    async with frames(page, f"a reply of {tokens:,} tokens while it streams", rows):
        await page.locator("#message").press("Enter")
        await page.wait_for_function("() => window.bench.answered()", timeout=600_000)
    async with frames(page, "typing and scrolling in it", rows):
        await page.locator("#message").press_sequentially("some words below a long reply", delay=20)
        await scroll(page)
    return rows


async def scroll(page: Page) -> None:
    await page.locator("#thread").hover()
    for _ in range(30):
        await page.mouse.wheel(0, -900)
        await page.evaluate("() => window.bench.frame()")


async def long_conversation(page: Page, address: str) -> list[Row]:
    """One of 50 and one of 1,000 messages, brought here by import, opened in turns."""
    rows: list[Row] = []
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"format": "chatapp-export", "version": 1, "exported_at": AT,
                   "conversations": [conversation(50), conversation(1000)]}, file)  # fmt: skip
        file.flush()
        await page.goto(f"{address}/account/data/")
        await page.locator("input[type=file]").set_input_files(file.name)
        await page.locator("#bring ~ form button[type=submit]").click()
        await page.locator(".import-summary").wait_for()
    await page.goto(f"{address}/")
    await page.wait_for_function("() => window.bench.whole()")
    spent: dict[int, list[float]] = {50: [], 1000: []}
    for _ in range(7):
        for count in spent:
            spent[count].append(
                await page.evaluate("(name) => window.bench.open(name)", f"{count} messages")
            )
    few, many = (statistics.median(spent[count]) for count in (50, 1000))
    rows.append(("opening 50 messages, median", f"{few:.0f} ms", ""))
    rows.append(
        ("opening 1,000 messages, median", f"{many:.0f} ms ({many / few:.2f} x)", "<= 1.5 x")
    )
    async with frames(page, "scrolling through and typing below 1,000 messages", rows):
        for _ in range(6):
            await scroll(page)
        await page.locator("#message").press_sequentially("still quick", delay=20)
    return rows


AT = "2026-11-22T12:00:00+00:00"
WORDS = "Some **words** about `things`, with a list:\n\n- one\n- two\n\n```python\nprint(1)\n```\n"


def conversation(count: int) -> dict[str, Any]:
    """Questions and answers by turns, of the size people write."""

    def message(number: int) -> dict[str, Any]:
        role = "assistant" if number % 2 == 0 else "user"
        text = WORDS * 3 if role == "assistant" else f"Question {number}: what about it?"
        return {"id": number, "parent": number - 1 or None, "role": role, "state": "complete",
                "blocks": [{"type": "text", "text": text}], "created_at": AT}  # fmt: skip

    return {
        "id": f"00000000-0000-4000-8000-{count:012}", "title": f"{count} messages", "named": True,
        "model": "claude-sonnet-5-5", "assistant": "", "created_at": AT, "active_at": AT,
        "pinned_at": None, "archived_at": None, "head": count,
        "messages": [message(number + 1) for number in range(count)],
    }  # fmt: skip


async def long_paste(page: Page, address: str, lines: int) -> list[Row]:
    rows: list[Row] = []
    await page.goto(f"{address}/")
    await page.wait_for_function("() => window.bench.whole()")
    await page.locator("#message").focus()
    async with frames(page, f"pasting {lines:,} lines, typing below", rows):
        await paste(page, lines)
        await page.locator("#message").press_sequentially("what does all of this mean", delay=20)
    async with frames(page, "sending it, reading the answer", rows):
        await page.locator("#message").press("Enter")
        await page.wait_for_function("() => window.bench.answered()", timeout=120_000)
    async with frames(page, "unfolding it and scrolling", rows):
        await page.locator("article.question .unfold").click()
        await scroll(page)
    return rows


async def measure(address: str, tokens: int) -> list[Row]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        state = await sign_up(browser, address)
        rows: list[Row] = []
        for visit in (first_visit, slow_visit):
            context = await browser.new_context(storage_state=state, locale="en")
            await context.add_init_script(TOOLS)
            rows += await visit(context, address)
            await context.close()
        context = await browser.new_context(storage_state=state, locale="en")
        await context.add_init_script(TOOLS)
        page = await context.new_page()
        rows += await long_reply(page, address, tokens)
        rows += await long_conversation(page, address)
        rows += await long_paste(page, address, 20_000)
        await browser.close()
    return rows


def run(argv: list[str]) -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="scripts/bench page", description=__doc__)
    parser.add_argument("--tokens", type=int, default=10_000, help="length of the long reply")
    parser.add_argument("--tokens-per-second", type=int, default=400)
    chosen = parser.parse_args(argv)
    with site(chosen.tokens_per_second) as address:
        rows = asyncio.run(measure(address, chosen.tokens))
    sys.stdout.write(table([HEADS, *rows]))
    return 0
