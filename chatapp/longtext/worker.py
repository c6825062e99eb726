"""The jobs of this worker process: one event loop in a thread of its own, for all of them.

A Celery task may not hold a job: it would hold a thread, and be lost with the process. It only
says that there is something to take up (`look`); rows say what, and leases who has it.
"""

import asyncio
import logging
import threading
import time
from uuid import UUID

from chatapp import claude, database, limiting, relay
from chatapp.caching import flights
from chatapp.claude.middleware import budget
from chatapp.longtext import rows
from chatapp.longtext.runner import Run

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.5
LEASES_SECONDS = 3.0
"""More often than any lease asks for: calls, answers that others wait for, slots."""
PROCESS_PARTS = 16
"""Calls to Claude that one worker process has under way for long texts, whoever's they are."""
LEAVE_SECONDS = 5.0


class Worker:
    """Lives in its own loop, from the first job on."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._jobs: dict[UUID, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(PROCESS_PARTS)
        self._heart: asyncio.Task[None] | None = None
        self._is_leaving = False
        self._thread = threading.Thread(target=self._live, name="long texts", daemon=True)
        self._thread.start()

    def _live(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    async def take_up(self) -> None:
        """Begins to run whatever nobody runs."""
        if self._is_leaving:
            return
        self._heart = self._heart or asyncio.create_task(self._beat(), name="long text leases")
        for job in await database.run(rows.take, relay.process):
            if job not in self._jobs:
                self._jobs[job] = asyncio.create_task(self._run(job), name=f"long text {job}")

    async def _run(self, job: UUID) -> None:
        try:
            loaded = await database.run(rows.load, job)
            if loaded is not None:
                await Run(relay.process, loaded, self._slots).run()
        except Exception:
            logger.exception("Long text %s will be taken up again", job)
        finally:
            self._jobs.pop(job, None)

    async def _beat(self) -> None:
        """Leases of jobs, of the money they hold, of answers that others wait for."""
        due = 0.0
        while True:
            try:
                if self._jobs:
                    mine = await database.run(rows.renew, relay.process, set(self._jobs))
                    for job, task in list(self._jobs.items()):
                        if job not in mine:  # stopped, deleted, or in other hands
                            task.cancel()
                if time.monotonic() >= due and budget.open_calls:
                    due = time.monotonic() + LEASES_SECONDS
                    await database.run(budget.keep, dict(budget.open_calls))
                    await flights.keep_leases()
                    await limiting.renew()
            except Exception:  # the next beat may be luckier
                logger.exception("Leases of long texts could not be renewed")
            await asyncio.sleep(TICK_SECONDS)

    async def leave(self) -> None:
        """Ends calls under way, which are booked, and lets others take the jobs at once."""
        self._is_leaving = True
        tasks = list(self._jobs.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=LEAVE_SECONDS)
        await database.run(rows.let_go, relay.process)
        await claude.close()


_worker: Worker | None = None
_lock = threading.Lock()


def look() -> None:
    """There may be jobs that nobody runs; returns at once."""
    global _worker
    with _lock:
        _worker = _worker or Worker()
    asyncio.run_coroutine_threadsafe(_worker.take_up(), _worker.loop)


def leave() -> None:
    """The process is about to end."""
    if _worker is not None:
        leaving = asyncio.run_coroutine_threadsafe(_worker.leave(), _worker.loop)
        leaving.result(LEAVE_SECONDS * 2)
