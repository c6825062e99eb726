"""The Celery edge: every hour, what nothing refers to is taken away."""

from celery import shared_task
from django.utils import timezone

from chatapp.documents import sweeping


@shared_task(ignore_result=True)
def sweep_files() -> None:
    """Deletes unsent and unused files."""
    sweeping.sweep(timezone.now())
