"""The Celery edge: every night what the rules no longer keep is deleted."""

import logging

from celery import shared_task
from django.utils import timezone

from chatapp.retention import keeping

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def apply_retention() -> None:
    """Deletes; says how many, never what."""
    if deleted := keeping.delete(timezone.now()):
        logger.info("Retention deleted %s conversations", deleted)
