"""The Celery edge: one app for worker and beat, configured by Django's settings."""

import os
from pathlib import Path

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatapp.settings")

app = Celery("chatapp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def make_queue_folders() -> None:
    """The file broker of the embedded profile expects its folders to exist."""
    for name, path in app.conf.broker_transport_options.items():
        if name.endswith(("_in", "_out", "_folder")):
            Path(path).mkdir(parents=True, exist_ok=True)


make_queue_folders()
