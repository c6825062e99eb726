"""Many sockets that watch one reply, spread over server processes which share Redis."""

import argparse
import asyncio
import sys

import orjson
import uvloop

from tests.benchmarks.rig import load, sites
from tests.benchmarks.rig.cost import cpu_seconds, hurry
from tests.benchmarks.rig.load import percentile
from tests.benchmarks.rig.sites import Site
from tests.benchmarks.rig.table import table
from tests.benchmarks.rig.talk import ChatTalk, Tally
from tests.benchmarks.rig.upstream import DELTAS, MARK


class Watching(ChatTalk):
    """A page that follows a conversation and puts its reply together."""

    text = ""
    stored = ""
    timed = False

    def watch(self, conversation: str) -> None:
        """Follows it from now on."""
        frame = {"type": "watch", "conversation": conversation, "have": {}}
        self.socket.send(orjson.dumps(frame))
        self.done = asyncio.get_running_loop().create_future()

    def read(self, frame: bytes) -> None:
        self.tally.frames += 1
        if frame.startswith(b"["):
            if self.timed:
                self.saw(frame)
            message, number, text = orjson.loads(frame)
            self.text += text
            if number % 32 == 0:
                ack = {"type": "ack", "message": message, "number": number}
                self.socket.send(orjson.dumps(ack))
            return
        match orjson.loads(frame):
            case {"type": "block", "block": block}:
                self.text = block["text"]
            case {"type": "snapshot", "reply": {"blocks": blocks}}:
                self.text = "".join(block["text"] for block in blocks)
            case {"type": "finished", "reply": {"blocks": blocks}}:
                self.stored = "".join(block["text"] for block in blocks)
                self.end()
            case {"type": "error", "code": code}:
                self.end(f"error {code}")


async def measure(running: list[Site], count: int) -> list[str]:
    """One reply before `count` watchers; a line of the table."""
    tally = Tally()
    asking = ChatTalk(Tally())
    await asking.open(running[0].port, running[0].cookie(0))
    await asking.ask("First")
    conversation = asking.conversation
    assert conversation
    watching: list[Watching] = []
    for number in range(0, count, load.AT_ONCE):
        some = [Watching(tally) for _ in range(min(load.AT_ONCE, count - number))]
        site = running[number // load.AT_ONCE % len(running)]
        await asyncio.gather(*[one.open(site.port, site.cookie(0)) for one in some])
        for one in some:
            one.watch(conversation)
        some[0].timed = True
        watching += some
    await asyncio.sleep(3)
    tally.frames = 0
    before = [cpu_seconds(site.process.pid) for site in running]
    await asking.ask("Second")
    endings = [one.done for one in watching if one.done is not None]
    await asyncio.wait(endings, timeout=60)
    spent = [
        cpu_seconds(site.process.pid) - start for site, start in zip(running, before, strict=True)
    ]
    whole = sum(one.text == one.stored and one.text.count(MARK) == DELTAS for one in watching)
    asking.close()
    for one in watching:
        one.close()
    return [
        *(running[0].name, str(len(running)), str(count), str(whole)),
        *(f"{seconds:.2f}" for seconds in (spent[0], sum(spent[1:]))),
        f"{sum(spent) / max(tally.frames, 1) * 1e6:.0f}",
        *(f"{percentile(tally.delay_ms, share):.0f}" for share in (0.5, 0.99)),
    ]


def run(argv: list[str]) -> int:
    """Prints the table; 1 if anybody's text was not that of the database."""
    parser = argparse.ArgumentParser(prog="scripts/bench watchers", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--servers", nargs="+", default=["uvicorn", "daphne"])
    parser.add_argument("--urgent", action="store_true", help="ahead of all else (root only)")
    chosen = parser.parse_args(argv)
    lines = []
    with sites.upstream() as claude:
        for server in chosen.servers:
            several = {"processes": chosen.processes, "production": True, "people": 1}
            with sites.product(claude, server, **several) as running:
                if chosen.urgent:
                    hurry()
                lines.append(uvloop.run(measure(running, chosen.count)))
    heads = (
        *("server", "processes", "watchers", "same text", "CPU s of the turn's process"),
        *("CPU s of the others", "us per frame and watcher", "delay p50 ms", "p99 ms"),
    )
    sys.stdout.write(table([heads, *lines]))
    return 0 if all(line[2] == line[3] for line in lines) else 1
