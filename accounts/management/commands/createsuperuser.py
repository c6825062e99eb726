"""Django's createsuperuser, which also says what to do when no password was given."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from accounts.audit.commands import AuditedCommand
from accounts.models import User


class Command(AuditedCommand, createsuperuser.Command):
    """Makes an administrator: `createsuperuser --noinput --email you@example.com`.

    The password comes from DJANGO_SUPERUSER_PASSWORD. Without it the account has none, and the
    command names the two ways to set one.
    """

    help = "Make an administrator who signs in by e-mail."

    def handle(self, *args: Any, **options: Any) -> None:
        before = set(User.objects.filter(is_superuser=True).values_list("pk", flat=True))
        super().handle(*args, **options)
        for user in User.objects.filter(is_superuser=True).exclude(pk__in=before):
            if not user.has_usable_password():
                self.stdout.write(
                    f"{user.email} has no password yet. Set one with\n"
                    f"    manage.py changepassword {user.email}\n"
                    "or with “Forgot your password?” on the sign-in page."
                )
