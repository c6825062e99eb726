"""`python -m chatapp.simulator --port 8100`: the simulator as a process of its own."""

import argparse
import asyncio
import contextlib
import sys

from .server import DEFAULT_TOKENS_PER_SECOND, start


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m chatapp.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100, help="0 takes any free port")
    parser.add_argument(
        "--tokens-per-second",
        type=float,
        default=DEFAULT_TOKENS_PER_SECOND,
        help="pace of replies; 0 is as fast as possible",
    )
    arguments = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(arguments.host, arguments.port, arguments.tokens_per_second or None))


async def _serve(host: str, port: int, tokens_per_second: float | None) -> None:
    async with await start(host, port, tokens_per_second) as simulator:
        sys.stdout.write(f"Simulator of the Claude API on {simulator.base_url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


main()
