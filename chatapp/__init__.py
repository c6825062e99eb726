"""chatapp: a web chat for Claude. ARCHITECTURE.md draws the rooms."""

from chatapp.celery import app as celery_app

__all__ = ["celery_app"]
