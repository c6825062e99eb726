"""The Celery edge: reports that are due go out."""

from celery import shared_task

from chatapp.reports import sending


@shared_task(ignore_result=True)
def send_reports() -> None:
    """From beat: what is due, what failed and is due again, what a dead worker left."""
    sending.send_due()
