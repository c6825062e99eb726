"""People who come to a running site by its own pages: they sign up and open tabs."""

import aiohttp

from tests.chatapp.sockets import RemoteSocket
from tests.chatapp.tab import Tab


class Visitor:
    """A signed-in browser. Its cookie is good for every process of the site."""

    def __init__(self, cookie: str) -> None:
        self.cookie = cookie

    async def open_tab(self, url: str) -> Tab:
        """The chat page on the process at `url`."""
        return await Tab(RemoteSocket(url, {"Cookie": self.cookie, "Origin": url})).open()

    async def sign_out(self, url: str) -> None:
        """Presses the button."""
        async with self._browser() as browser:
            await submit(browser, f"{url}/accounts/logout/", {})

    def _browser(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(headers={"Cookie": self.cookie})


async def sign_up(url: str, name: str) -> Visitor:
    """A new account and its first sign-in."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        form = {"email": f"{name}@example.com", "password1": "correct horse battery"}
        await submit(browser, f"{url}/accounts/signup/", form)
        session = {cookie.key: cookie.value for cookie in browser.cookie_jar}["sessionid"]
    return Visitor(f"sessionid={session}")


async def submit(browser: aiohttp.ClientSession, address: str, form: dict[str, str]) -> None:
    """Opens a page with a form, fills it in and sends it."""
    async with browser.get(address) as page:
        page.raise_for_status()
        token = page.cookies["csrftoken"].value
    headers = {"Referer": address, "X-CSRFToken": token}
    if cookie := browser.headers.get("Cookie"):
        headers["Cookie"] = f"{cookie}; csrftoken={token}"
    async with browser.post(address, data=form, headers=headers, allow_redirects=False) as answer:
        assert answer.status == 302, await answer.text()
