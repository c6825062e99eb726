"""A command that changes things, in the log as much as a click is."""

import getpass
from typing import Any

from django.core.management.base import BaseCommand

from accounts.audit.watching import watching


class AuditedCommand(BaseCommand):
    """What it changes is noted under the name of whoever runs it on the server."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        command = type(self).__module__.rpartition(".")[2]
        with watching(None, operator(), f"manage.py {command}"):
            return super().execute(*args, **options)


def operator() -> str:
    """The account of the operating system; a container may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"
