"""A websocket client that costs next to nothing, so that a thousand of them measure the server."""

import asyncio
import base64
import os
import struct
from collections.abc import Callable
from typing import cast

CONTINUED, TEXT, CLOSE, PING, PONG = 0, 1, 8, 9, 10
NO_MASK = b"\0\0\0\0"
"""A mask of zeros is a legal one and leaves the payload as it is."""


class WebSocket(asyncio.Protocol):
    """One open websocket; `on_text` gets every text message, `on_end` hears of its end."""

    def __init__(self, path: str, host: str, cookie: str, on_text: Callable[[bytes], None]) -> None:
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.on_text = on_text
        self.on_end: Callable[[], None] = lambda: None
        self.received_bytes = 0
        self._received = b""
        self._parts = b""
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
            f"Cookie: {cookie}\r\n\r\n"
        ).encode()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("closed before it was open"))
        self.on_end()

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self.opened.done():
            head, end, rest = self._received.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head[:20]:
                self.opened.set_exception(ConnectionError(head[:100].decode()))
                return
            self._received = rest
            self.opened.set_result(None)
        self.received_bytes += len(data)
        while self._take_frame():
            pass

    def _take_frame(self) -> bool:
        received = self._received
        if len(received) < 2:
            return False
        length, start = received[1] & 127, 2
        if length > 125:
            start = 4 if length == 126 else 10
            if len(received) < start:
                return False
            length = int.from_bytes(received[2:start], "big")
        if len(received) < start + length:
            return False
        payload = received[start : start + length]
        self._received = received[start + length :]
        match received[0] & 15:
            case op if op in (CONTINUED, TEXT):
                self._parts = self._parts + payload if self._parts else payload
                if received[0] & 0x80:
                    payload, self._parts = self._parts, b""
                    self.on_text(payload)
            case op if op == PING:
                self._send(PONG, payload)
            case op if op == CLOSE:
                self.transport.close()
        return True

    def send(self, text: bytes) -> None:
        """Sends one text message."""
        self._send(TEXT, text)

    def _send(self, op: int, payload: bytes) -> None:
        length = len(payload)
        if length < 126:
            head = bytes((0x80 | op, 0x80 | length))
        else:
            head = struct.pack("!BBH", 0x80 | op, 0x80 | 126, length)
        self.transport.write(head + NO_MASK + payload)


async def connect(
    port: int, cookie: str, on_text: Callable[[bytes], None], path: str = "/ws/"
) -> WebSocket:
    """An open websocket to this machine. Raises ConnectionError when it is refused."""
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(
        lambda: WebSocket(path, f"127.0.0.1:{port}", cookie, on_text), "127.0.0.1", port
    )
    await asyncio.wait_for(socket.opened, 60)
    return socket
