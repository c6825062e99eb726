"""A simulator of the Claude API over loopback, for running the product without a key.

It speaks the Messages wire format of API version 2026-10-21 (streams, tools, thinking, token
counts, models, errors), so that the real SDK and everything above it run unchanged. What it
says is not intelligent and says so. `/simulate help` as a message lists failures and special
replies on request.

    simulator = await start()
    client = AsyncAnthropic(base_url=simulator.base_url, api_key="any")
    await simulator.close()
"""

from .server import Simulator, start

__all__ = ["Simulator", "start"]
