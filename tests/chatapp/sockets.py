"""Two ways to a websocket of the site: through the ASGI application here, or over the network."""

import asyncio
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection

ANSWER_SECONDS = 30.0


class Closed(Exception):
    """The site closed the socket; `code` says why."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class LocalSocket:
    """A websocket of the application in this process, as a server would hand it over."""

    def __init__(self, application: Any, headers: dict[str, str]) -> None:
        self._application = application
        self._scope = {
            "type": "websocket",
            "path": "/ws/",
            "raw_path": b"/ws/",
            "query_string": b"",
            "headers": [(k.encode(), v.encode("latin-1")) for k, v in headers.items()],
            "subprotocols": [],
        }
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._out: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._code: int | None = None

    async def open(self) -> None:
        self._in.put_nowait({"type": "websocket.connect"})
        self.running = asyncio.ensure_future(
            self._application(self._scope, self._in.get, self._put)
        )
        assert (await self._next())["type"] == "websocket.accept"

    async def _put(self, message: dict[str, Any]) -> None:
        self._out.put_nowait(message)

    async def _next(self) -> dict[str, Any]:
        return await asyncio.wait_for(self._out.get(), ANSWER_SECONDS)

    async def send(self, data: str | bytes) -> None:
        kind = "text" if isinstance(data, str) else "bytes"
        self._in.put_nowait({"type": "websocket.receive", kind: data})

    async def receive(self) -> str:
        if self._code is None:
            message = await self._next()
            if message["type"] == "websocket.send":
                return str(message["text"])
            self._code = message.get("code") or 1000
            self._in.put_nowait({"type": "websocket.disconnect", "code": self._code})
        raise Closed(self._code)

    def waiting(self) -> int:
        """Frames that have been sent to this socket and not been read yet."""
        return self._out.qsize()

    async def close(self) -> None:
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await asyncio.wait_for(self.running, ANSWER_SECONDS)


class RemoteSocket:
    """A websocket of a server process."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self._url = url.replace("http", "ws", 1) + "/ws/"
        self._headers = headers
        self._connection: ClientConnection | None = None

    async def open(self) -> None:
        self._connection = await websockets.connect(
            self._url, additional_headers=self._headers, max_size=None, max_queue=None
        )

    @property
    def connection(self) -> ClientConnection:
        assert self._connection is not None
        return self._connection

    async def send(self, data: str | bytes) -> None:
        try:
            await self.connection.send(data)
        except websockets.ConnectionClosed as closed:
            raise Closed(closed.rcvd.code if closed.rcvd else 1006) from None

    async def receive(self) -> str:
        try:
            return str(await self.connection.recv())
        except websockets.ConnectionClosed as closed:
            raise Closed(closed.rcvd.code if closed.rcvd else 1006) from None

    async def close(self) -> None:
        await self.connection.close()


Socket = LocalSocket | RemoteSocket
