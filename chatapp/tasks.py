"""The Celery edge: thin, no rules."""

import asyncio

from celery import shared_task
from celery.signals import worker_ready
from django.conf import settings

from chatapp import health, relay, sweep


@shared_task(ignore_result=True)
def worker_heartbeat() -> None:
    """Beat asks the worker for a sign of life; both are alive if it comes."""
    health.beat(health.WORKER)


@worker_ready.connect
def say_so(**_: object) -> None:
    """A sign of life at once: the first one by the beat would be an interval late."""
    health.beat(health.WORKER)


@shared_task(ignore_result=True)
def sweep_turns() -> None:
    """Ends what dead web processes left, even while no web process is up.

    Nothing to do in the embedded profile: its one web process sweeps by itself.
    """
    if settings.REDIS_URL:
        asyncio.run(_sweep_once())


async def _sweep_once() -> None:
    relay.start(lambda message: None)
    try:
        await sweep.sweep()
    finally:
        await relay.close()
