"""The Celery edge: thin, no rules."""

import logging

from celery import shared_task
from celery.signals import worker_ready, worker_shutdown

from chatapp.longtext import worker

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def look_for_long_texts() -> None:
    """From beat, and when a job begins: takes up what nobody runs, dead workers' jobs too."""
    worker.look()


@worker_ready.connect
def on_ready(**_: object) -> None:
    """What waited for a worker need not wait for the beat."""
    worker.look()


@worker_shutdown.connect
def on_shutdown(**_: object) -> None:
    """Others go on at once, not after a lease."""
    worker.leave()


def announce() -> None:
    """A job has begun. Never fails, never waits for a broker: beat makes up for it."""
    try:
        look_for_long_texts.apply_async(retry=False)
    except Exception:  # whatever a broker raises
        logger.warning("No broker for long texts; beat will look later.", exc_info=True)
