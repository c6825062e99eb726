"""What axe-core finds wrong with a page."""

from typing import Any

from playwright.async_api import Page

from tests.environment import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SETTLED = """() => Promise.allSettled(
  document.getAnimations()
    .filter((each) => each.playState === "running")
    .filter((each) => each.effect.getComputedTiming().endTime < Infinity)
    .map((each) => each.finished),
)"""
"""What turns for ever, and what stands still, is not waited for."""


async def violations(page: Page) -> list[str]:
    """Each rule that is broken, with the element that breaks it; animations have ended by then."""
    await page.evaluate(AXE.read_text())
    await page.evaluate(SETTLED)
    result: Any = await page.evaluate("() => window.axe.run(document)")
    return [
        f"{found['id']}: {node['html'][:200]}"
        for found in result["violations"]
        for node in found["nodes"]
    ]
