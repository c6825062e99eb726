"""A person without a mouse."""

from playwright.async_api import Page

MOST_STOPS = 60
NAME = """() => {
  const at = document.activeElement;
  const label = at.labels?.[0]?.textContent;
  return (at.getAttribute("aria-label") || label || at.textContent || "").trim().slice(0, 60);
}"""


class Keyboard:
    """Reaches everything by Tab, knows where it is by name only."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def write(self, text: str) -> None:
        """Types over whatever the field holds."""
        await self.page.keyboard.press("Control+A")
        await self.page.keyboard.insert_text(text)

    async def go_to(self, name: str, *, back: bool = False) -> None:
        """Tab, or Shift + Tab, until the thing of that name has the focus."""
        seen = []
        for _ in range(MOST_STOPS):
            await self.page.keyboard.press("Shift+Tab" if back else "Tab")
            seen.append(await self.page.evaluate(NAME))
            if seen[-1] == name:
                return
        raise AssertionError(f"no {name!r} among {seen}")

    async def choose(self, name: str) -> None:
        """Arrow keys in the menu that has just opened, then Enter."""
        menu = self.page.get_by_role("menu")
        await menu.wait_for()
        for _ in range(await menu.get_by_role("menuitem").count()):
            if await self.page.evaluate(NAME) == name:
                await self.page.keyboard.press("Enter")
                return
            await self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no {name!r} in the menu")
