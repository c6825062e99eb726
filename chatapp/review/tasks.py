"""The Celery edge: owners are told what was opened."""

from celery import shared_task

from chatapp.review import opening


@shared_task(ignore_result=True)
def tell_owners() -> None:
    """After an opening, and from beat for those that no broker heard of."""
    opening.tell_owners()
