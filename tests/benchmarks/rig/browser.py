"""Chromium for measuring: what the page itself can tell, and a line that can be made slow."""

import os
import shutil
from typing import Any

from playwright.async_api import Browser, CDPSession, Page, StorageState

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""

TOOLS = """
let ready = false;
window.WebSocket = class extends WebSocket {
  constructor(...where) {
    super(...where);
    this.addEventListener("message", ({ data }) => { ready ||= data.includes('"ready"'); });
  }
};
window.bench = (() => {
  const read = (type) => new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries())).observe({ type, buffered: true });
    setTimeout(() => resolve([]), 500);
  });
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const rows = () => [...document.querySelectorAll(".conversation a")];
  const replies = () => [...document.querySelectorAll("article.reply")];
  let long = [];
  const parts = ({ duration, startTime, styleAndLayoutStart, scripts }) => ({
    duration,
    script: scripts.reduce((sum, script) => sum + script.duration, 0),
    style: styleAndLayoutStart ? startTime + duration - styleAndLayoutStart : 0,
  });
  new PerformanceObserver((list) => long.push(...list.getEntries().map(parts)))
    .observe({ type: "long-animation-frame" });
  return {
    frame,
    begin: () => { long = []; },
    long: async () => { await frame(); await frame(); return long; },
    live: () => ready,
    whole: () => !document.getElementById("open-desk").disabled,
    answered: () => replies().at(-1)?.getAttribute("aria-busy") === "false",
    async firstVisit() {
      const shifts = await read("layout-shift");
      const paints = await read("largest-contentful-paint");
      return {
        shift: shifts.reduce((sum, entry) => sum + entry.value, 0),
        paint: Math.max(0, ...paints.map((entry) => entry.startTime)),
      };
    },
    async open(title) {
      document.getElementById("new-chat").click();
      await frame();
      const row = rows().find((link) => link.textContent.trim() === title);
      const began = performance.now();
      row.click();
      while (!replies().length) await frame();
      await frame();
      return performance.now() - began;
    },
  };
})();
"""

PASTE = """(lines) => {
  const text = Array.from({ length: lines }, (_, index) => `line ${index} of a log`).join("\\n");
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.getElementById("message").dispatchEvent(event);
}"""


class Network:
    """Counts what comes in, compressed and with headers, and can slow it down."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._bytes = 0.0

    @classmethod
    async def watch(cls, page: Page) -> "Network":
        network = cls(await page.context.new_cdp_session(page))
        network._session.on("Network.loadingFinished", network._count)
        await network._session.send("Network.enable")
        return network

    def _count(self, event: dict[str, Any]) -> None:
        self._bytes += event["encodedDataLength"]

    @property
    def kB(self) -> float:
        return self._bytes / 1000

    async def slow_down(self, kbits: int, latency_ms: int) -> None:
        per_second = kbits * 1000 / 8
        line = {
            "latency": latency_ms,
            "downloadThroughput": per_second,
            "uploadThroughput": per_second,
        }
        await self._session.send("Network.emulateNetworkConditions", {"offline": False, **line})


async def sign_up(browser: Browser, address: str) -> StorageState:
    """What the browser knows of somebody who has just signed up, by the form."""
    context = await browser.new_context(locale="en")
    page = await context.new_page()
    await page.goto(f"{address}/accounts/signup/")
    await page.locator("input[name=email]").fill("bench@example.org")
    await page.locator("input[type=password]").fill("correct horse battery staple 7")
    await page.locator("main button[type=submit]").first.click()
    await page.wait_for_url(f"{address}/")
    state = await context.storage_state()
    await context.close()
    return state


async def paste(page: Page, lines: int) -> None:
    """Pastes a text of so many lines into the composer."""
    await page.evaluate(PASTE, lines)
