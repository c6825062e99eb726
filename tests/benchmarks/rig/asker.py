"""One process that asks Claude through the product's own layers, as a web process does.

    python -m tests.benchmarks.rig.asker '{"seconds": 60, "per_second": 12.5, …}'

Requests come at random (Poisson). Prints one line of JSON per request when all have ended:
`at` (epoch), `took`, `queued` (s), `code`, `attempts`, `user`. No database: a load is about limits.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop


async def address(url: str) -> str:
    return url


class Asker:
    """`layers`: `all`, or `retry` alone (what there was before)."""

    def __init__(self, plan: dict[str, Any]) -> None:
        from functools import partial

        from django.utils.module_loading import import_string

        from chatapp.claude.stack import build
        from chatapp.claude.transport import Transport

        names = ["retry.Retry"]
        if plan.get("layers", "all") == "all":
            names = ["concurrency.Concurrency", *names, "breaker.Breaker", "pacing.Pacing"]
        layers = [import_string(f"chatapp.claude.middleware.{name}Middleware") for name in names]
        self.transport = Transport(
            api_key="key",
            base_url=partial(address, plan["url"]),
            connect_seconds=5,
            idle_seconds=120,
            max_connections=2000,
        )
        self.stream = build(layers, self.transport)
        self.plan = plan
        self.told: list[dict[str, Any]] = []

    async def ask(self, user: int, cost: tuple[int, int, int], cancel: float = 0.0) -> None:
        """One request; `cancel` stops it after so many seconds."""
        from chatapp.claude import errors
        from chatapp.claude.request import Request

        tokens_in, tokens_out, ms = cost
        text = f"in={tokens_in} out={tokens_out} ms={ms} " + "word " * (tokens_in // 2)
        said = {"role": "user", "content": [{"type": "text", "text": text}]}
        deadline = time.monotonic() + self.plan.get("deadline", 120)
        request = Request(
            model="claude-opus-4-8",
            messages=(said,),
            max_tokens=1000,
            user_id=user,
            deadline=deadline,
        )
        at, began, code = time.time(), time.monotonic(), "ok"
        try:
            async with asyncio.timeout(cancel or None), self.stream(request) as events:
                async for _ in events:
                    pass
        except errors.ClaudeError as error:
            code = error.code
        except TimeoutError:
            code = "cancelled"
        self.told.append(
            {
                **{"at": at, "took": time.monotonic() - began, "code": code, "user": user},
                **{"queued": request.trace.queued_ms / 1000},
                "attempts": len(request.trace.attempts),
            }
        )

    def cost(self) -> tuple[int, int, int]:
        """About what the plan says, by a factor of ten around."""
        tokens_in, tokens_out, ms = self.plan.get("cost", (550, 225, 400))
        spread = random.uniform
        return int(tokens_in * spread(0.2, 1.8)), int(tokens_out * spread(0.2, 1.8)), ms

    async def load(self) -> None:
        """So many per second for so many seconds, by anybody."""
        running, plan = set(), self.plan
        until = time.monotonic() + plan["seconds"]
        while time.monotonic() < until:
            user = random.randrange(plan.get("users", 200))
            running.add(asyncio.create_task(self.ask(user, self.cost(), self.patience())))
            await asyncio.sleep(random.expovariate(plan["per_second"]))
        await asyncio.gather(*running)

    def patience(self) -> float:
        """After how long this one is stopped; 0: never."""
        most = float(self.plan.get("cancel", 0.0))
        return random.uniform(0.001, most) if most else 0.0

    async def groups(self) -> None:
        """User 0 sends `crowd` at once, then nine send two each, in rounds."""
        running = {
            asyncio.create_task(self.ask(0, (10, 10, 400))) for _ in range(self.plan["crowd"])
        }
        await asyncio.sleep(0.5)
        for _ in range(self.plan["rounds"]):
            for user in range(1, 10):
                for _ in range(2):
                    running.add(asyncio.create_task(self.ask(user, (10, 10, 400))))
            await asyncio.sleep(1.0)
        await asyncio.gather(*running)


async def main(plan: dict[str, Any]) -> None:
    """Renews its lease as `keeper` does in a web process."""
    from chatapp import limiting

    asker = Asker(plan)
    ways: dict[str, Callable[[], Awaitable[None]]] = {"load": asker.load, "groups": asker.groups}

    async def keep() -> None:
        while True:
            await asyncio.sleep(5)
            await limiting.renew()

    keeper = asyncio.create_task(keep())
    await ways[plan.get("way", "load")]()
    keeper.cancel()
    await asker.transport.close()
    await limiting.close()
    sys.stdout.write("\n".join(json.dumps(told) for told in asker.told) + "\n")


if __name__ == "__main__":
    import django

    django.setup()
    uvloop.run(main(json.loads(sys.argv[1])))
