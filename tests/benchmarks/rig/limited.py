"""A Messages API that enforces its limits and can be out of order, over real HTTP.

    python -m tests.benchmarks.rig.limited PORT RPM ITPM OTPM

Three token buckets as large as their limit, refilled steadily, told in Anthropic's headers; a 429
with `retry-after` when one is empty. A question says what it costs: `in=550 out=225 ms=400`.
`GET /outage/on`, `/outage/off` (everything is 529), `/stats` for what was asked and answered.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter

import uvloop

from chatapp.simulator.rate_limits import Bucket
from tests.fakes import wire

LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
COSTS = re.compile(rb"in=(\d+) out=(\d+) ms=(\d+)")
HEAD = "HTTP/1.1 {} Answer\r\nrequest-id: req_1\r\n{}connection: keep-alive\r\n"


class Limited(Bucket):
    """A bucket that may also say no."""

    @property
    def level(self) -> float:
        """What is left now."""
        self._refill()
        return self._level

    def fits(self, amount: float) -> bool:
        return self.level >= amount

    def seconds_until(self, amount: float) -> float:
        return max(0.0, (amount - self.level) / self.limit * 60)


class Api:
    """Buckets, the outage, and a log of attempts: second, status."""

    def __init__(self, rpm: int, itpm: int, otpm: int) -> None:
        self.requests, self.input, self.output = (
            Limited(limit, time.monotonic) for limit in (rpm, itpm, otpm)
        )
        self.outage = False
        self.log: list[tuple[float, int]] = []

    def status(self, tokens_in: int) -> int:
        """What this request gets; books it if it goes."""
        if self.outage:
            return 529
        if not (self.requests.fits(1) and self.input.fits(tokens_in) and self.output.fits(1)):
            return 429
        self.requests.take(1)
        self.input.take(tokens_in)
        return 200

    def headers(self, status: int, tokens_in: int) -> str:
        from datetime import UTC, datetime

        now = datetime.now(UTC)
        told = {
            **self.requests.headers("requests", now),
            **self.input.headers("input-tokens", now, 1000),
            **self.output.headers("output-tokens", now, 1000),
        }
        if status == 429:
            waits = (
                self.requests.seconds_until(1),
                self.input.seconds_until(tokens_in),
                self.output.seconds_until(1),
            )
            told["retry-after"] = str(max(1, round(max(waits) + 0.5)))
        return "".join(f"{name}: {value}\r\n" for name, value in told.items())

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                if head.startswith(b"GET"):
                    self.control(head.split(b" ")[1].decode(), writer)
                else:
                    await self.answer(body, writer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    def control(self, path: str, writer: asyncio.StreamWriter) -> None:
        if path.startswith("/outage/"):
            self.outage = path.endswith("/on")
        counts = Counter(status for _, status in self.log)
        said = json.dumps({"counts": counts, "log": self.log}).encode()
        writer.write(HEAD.format(200, f"content-length: {len(said)}\r\n").encode() + b"\r\n" + said)

    async def answer(self, body: bytes, writer: asyncio.StreamWriter) -> None:
        found = COSTS.search(body)
        tokens_in, tokens_out, ms = (int(n) for n in found.groups()) if found else (10, 10, 10)
        status = self.status(tokens_in)
        self.log.append((time.time(), status))
        told = self.headers(status, tokens_in)
        if status != 200:
            kind = "overloaded_error" if status == 529 else "rate_limit_error"
            said = json.dumps({"type": "error", "error": {"type": kind, "message": "no"}}).encode()
            told += f"content-type: application/json\r\ncontent-length: {len(said)}\r\n"
            writer.write(HEAD.format(status, told).encode() + b"\r\n" + said)
            return
        told += "content-type: text/event-stream\r\ntransfer-encoding: chunked\r\n"
        writer.write(HEAD.format(200, told).encode() + b"\r\n")
        usage = {"input_tokens": tokens_in, "output_tokens": 1}
        first = wire.body(wire.message_start(usage=usage))
        rest = wire.body(
            *wire.text_block("Hello"),
            wire.message_delta(output_tokens=tokens_out),
            wire.MESSAGE_STOP,
        )
        for piece, pause in ((first, ms / 1000), (rest, 0.0)):
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            await writer.drain()
            await asyncio.sleep(pause)
        self.output._level -= tokens_out  # may go below zero: output is counted as it is written
        writer.write(b"0\r\n\r\n")


async def serve(port: int, api: Api) -> None:
    """Until the process ends."""
    server = await asyncio.start_server(api.converse, "127.0.0.1", port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), Api(*(int(number) for number in sys.argv[2:5]))))
