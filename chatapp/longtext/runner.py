"""One run of a job: every step that has no result yet, a bounded number at a time."""

import asyncio
import logging
import time
from collections.abc import Iterator
from itertools import groupby
from uuid import UUID

from django.conf import settings

from billing.calls import ClosedCallError
from chatapp import claude, database, money, shielded, titles, viewers
from chatapp.claude import errors, events
from chatapp.longtext import plan, prompts, rows
from chatapp.longtext.models import Step
from chatapp.presentation import Shape

logger = logging.getLogger(__name__)

NOTHING = "(Nothing could be said about this part.)"


class Run:
    """A job in the hands of this worker. `slots` bounds the calls of all jobs of the process."""

    def __init__(self, runner: str, loaded: rows.Loaded, slots: asyncio.Semaphore) -> None:
        self.runner = runner
        self.job = loaded.job
        self._loaded = loaded
        self._slots = slots
        self._began = time.monotonic()
        self._finished = 0
        self._failure: Exception | None = None

    async def run(self) -> None:
        """Until the reply is there, or something is in the way: then the job is paused.

        Calls that are under way when one fails are waited for: they are paid for.
        """
        waiting = (step for step in self._loaded.steps if step.state != Step.State.DONE)
        for _, level in groupby(waiting, key=lambda step: step.level):
            steps = iter(list(level))
            async with asyncio.TaskGroup() as group:
                for _ in range(settings.LONG_TEXT_PARALLEL):
                    group.create_task(self._work_off(steps))
            if self._failure is not None:
                await self._told(await self._pause(self._failure))
                return
        duration_ms = round((time.monotonic() - self._began) * 1000)
        finished = await database.run(rows.finish, self.runner, self.job.pk, duration_ms)
        await self._told(finished)
        if finished and not finished["named"]:
            titles.name_soon(self._loaded.owner, self._loaded.conversation)

    async def _work_off(self, steps: Iterator[Step]) -> None:
        for step in steps:
            async with self._slots:
                if self._failure is not None:
                    return
                try:
                    await self._step(step)
                except ClosedCallError:  # swept at this very moment: as another call then
                    await self._step(step)
                except Exception as failure:  # the first one is told
                    self._failure = self._failure or failure

    async def _step(self, step: Step) -> None:
        call = await database.run(rows.ask, step.pk)
        if call is None:
            return
        joined = []
        if step.level:
            joined = await database.run(rows.results, self.job.pk, step.first, step.last)
        material = prompts.question(self.job, step, self._loaded.text, joined)
        kept = False
        try:
            async with claude.stream(self._request(step, call, material)) as stream:
                async for event in stream:
                    if isinstance(event, events.Done):
                        await self._keep(step, call.id, event)
                        kept = True
        finally:
            if not kept:
                await shielded.finish(database.run(rows.give_back, step.pk, call.id))

    async def _keep(self, step: Step, call: UUID, done: events.Done) -> None:
        """Before anything else: a result that is stored is never asked again."""
        said = [str(block.get("text", "")) for block in done.content if block["type"] == "text"]
        self._finished += 1
        each = (time.monotonic() - self._began) / self._finished
        result = "".join(said).strip() or NOTHING
        await database.run(rows.keep, self.job.pk, step.pk, call, result, each)

    def _request(self, step: Step, call: rows.Call, material: str) -> claude.Request:
        model = claude.catalog.find(self.job.model)
        is_last = step.number == self.job.steps
        most = settings.CLAUDE_MAX_TOKENS if is_last else plan.PART_MOST
        return claude.Request(
            model=self.job.model,
            system=prompts.system(self.job, step, self._loaded.instructions),
            messages=({"role": "user", "content": [{"type": "text", "text": material}]},),
            max_tokens=min(most, model.max_output),
            effort="low" if model.thinks and not is_last else "",
            purpose=claude.Purpose.LONG_TEXT,
            user_id=self._loaded.owner,
            conversation_id=self._loaded.conversation,
            assistant_id=self._loaded.assistant,
            message_id=self.job.reply_id,
            call_id=call.id,
            lost=call.lost,
            deadline=time.monotonic() + settings.CLAUDE_DEADLINE_SECONDS,
        )

    async def _pause(self, failure: Exception) -> Shape | None:
        code, sentence = "unexpected", ""
        if isinstance(failure, errors.ClaudeError):
            code = failure.code
            told = isinstance(failure, errors.Unaffordable | errors.SensitiveContent)
            sentence = str(failure) if told else ""
            logger.info("Long text %s pauses: %s", self.job.pk, code)
        else:
            logger.error("Long text %s pauses by a bug", self.job.pk, exc_info=failure)
        return await database.run(rows.pause, self.runner, self.job.pk, code, sentence)

    async def _told(self, conversation: Shape | None) -> None:
        """The lists of the person; without a channel layer between processes `follow` does it."""
        if conversation is not None:
            owner = self._loaded.owner
            cost = await database.run(money.conversation_nano, owner, self._loaded.conversation)
            await viewers.tell_conversation(owner, conversation | {"cost_nano": cost})
            await viewers.tell_budgets(owner, await database.run(money.budgets, owner))
