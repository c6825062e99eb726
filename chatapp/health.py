"""Whether the parts this process needs answer: for /readyz and whoever balances the load."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from channels.layers import get_channel_layer
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from chatapp import database
from chatapp.models import Heartbeat

logger = logging.getLogger(__name__)

WORKER = "worker"
WORKER_SILENT_SECONDS = 45
ANSWER_SECONDS = 3.0


def beat(name: str) -> None:
    """The process of this name lives."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": timezone.now()})


async def parts() -> dict[str, bool]:
    """Each part and whether it answered within `ANSWER_SECONDS`."""
    checks = {
        "database": lambda: database.run(_database),
        "cache": lambda: database.run(_cache),
        "channel_layer": _channel_layer,
        "worker": lambda: database.run(_worker),
    }
    answers = await asyncio.gather(*(_answers(name, check) for name, check in checks.items()))
    return dict(zip(checks, answers, strict=True))


async def _answers(name: str, check: Callable[[], Awaitable[bool]]) -> bool:
    try:
        return await asyncio.wait_for(check(), ANSWER_SECONDS)
    except Exception:
        logger.warning("%s does not answer", name, exc_info=True)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _cache() -> bool:
    cache.set("readyz", "yes", 10)
    return bool(cache.get("readyz") == "yes")


async def _channel_layer() -> bool:
    layer = get_channel_layer()
    if layer is None:
        return False
    channel = await layer.new_channel()
    await layer.send(channel, {"type": "readyz"})
    answer = await layer.receive(channel)
    return bool(answer["type"] == "readyz")


def _worker() -> bool:
    since = timezone.now() - timedelta(seconds=WORKER_SILENT_SECONDS)
    return Heartbeat.objects.filter(name=WORKER, beat_at__gt=since).exists()
