"""Keeps the processes of the site running: started in order, restarted, stopped without a rest."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

FIRST_BACKOFF_SECONDS = 1.0
LONGEST_BACKOFF_SECONDS = 30.0
SETTLED_SECONDS = 60.0
PR_SET_PDEATHSIG = 1


class StartFailed(Exception):
    """The site could not be brought up; the message is a sentence for whoever started it."""


def say(sentence: str) -> None:
    """News go to stderr: the standard output is the address alone."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def die_with_parent() -> None:
    """Run in a new child: a supervisor that is killed outright must leave no orphan behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """One process of the site, in a group of its own, so that Ctrl-C reaches only the supervisor.

    `patience_seconds` is how long it may take to end after SIGTERM before it is killed.
    """

    def __init__(self, name: str, *argv: str, cwd: Path, patience_seconds: float) -> None:
        self.name = name
        self.argv = argv
        self.cwd = cwd
        self.patience_seconds = patience_seconds
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            *self.argv,
            cwd=self.cwd,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=sys.stderr,
            process_group=0,
            preexec_fn=die_with_parent,
        )

    async def ended(self) -> str:
        """Wait until it has ended by itself; the answer says how."""
        assert self.process is not None  # noqa: S101
        code = await self.process.wait()
        how = f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
        return f"The {self.name} process ended ({how})"

    async def stop(self) -> bool:
        """SIGTERM, then patience, then SIGKILL for its whole group; says whether patience did."""
        if self.process is None:
            return True
        if self.process.returncode is None:
            self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), self.patience_seconds)
        except TimeoutError:
            say(f"The {self.name} process did not stop in {self.patience_seconds:g} s: killed.")
            return False
        finally:
            self.kill()
            await self.process.wait()
        return True

    def kill(self) -> None:
        """End the whole group at once; nothing happens if there is none."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Runs one web process and the processes that do its background work.

    `answers` waits until the web process serves; only then the workers start and `on_ready` is
    called once. A child that ends later is restarted, with a growing pause. SIGINT or SIGTERM
    stops everything, the web process first, so that running turns can be drained; a second
    signal kills what is left.
    """

    def __init__(
        self,
        web: Child,
        workers: list[Child],
        answers: Callable[[], Awaitable[None]],
        on_ready: Callable[[], None],
        start_seconds: float = 60.0,
    ) -> None:
        self.web = web
        self.workers = workers
        self.answers = answers
        self.on_ready = on_ready
        self.start_seconds = start_seconds
        self.stopping = asyncio.Event()

    async def run(self) -> bool:
        """Until a signal asks for the end; says whether all ended in time.

        Raises `StartFailed` if the web process does not come up.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.signalled)
        keepers: list[asyncio.Task[None]] = []
        try:
            if await self.bring_up():
                self.on_ready()
                for worker in self.workers:
                    await worker.start()
                keepers = [asyncio.create_task(self.keep(c)) for c in (self.web, *self.workers)]
                await self.stopping.wait()
        finally:
            for keeper in keepers:
                keeper.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)
            in_time = [await self.web.stop()]
            in_time += await asyncio.gather(*(worker.stop() for worker in self.workers))
        return all(in_time)

    def signalled(self) -> None:
        if self.stopping.is_set():
            for child in (self.web, *self.workers):
                child.kill()
        self.stopping.set()

    async def bring_up(self) -> bool:
        """Start the web process and wait for its first answer; False if asked to stop before."""
        await self.web.start()
        answered = asyncio.ensure_future(self.answers())
        ended = asyncio.create_task(self.web.ended())
        stopped = asyncio.create_task(self.stopping.wait())
        waiting = {answered, ended, stopped}
        try:
            done, _ = await asyncio.wait(
                waiting, timeout=self.start_seconds, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        if stopped in done:
            return False
        if ended in done:
            raise StartFailed(f"{ended.result()} before it answered: its last words are above.")
        if not done:
            raise StartFailed(f"The web process did not answer in {self.start_seconds:g} s.")
        return True

    async def keep(self, child: Child) -> None:
        """Restart `child` whenever it ends; the pause doubles until it has settled again."""
        pause = FIRST_BACKOFF_SECONDS
        while True:
            started = time.monotonic()
            news = await child.ended()
            if time.monotonic() - started > SETTLED_SECONDS:
                pause = FIRST_BACKOFF_SECONDS
            say(f"{news}; it is started again in {pause:g} s.")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_BACKOFF_SECONDS)
            await child.start()
