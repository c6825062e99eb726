"""Changes what somebody is: `manage.py set_role ada@example.com administrator`."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.audit.commands import AuditedCommand
from accounts.models import LastAdministratorError, User
from accounts.roles import Role


class Command(AuditedCommand):
    """The way back in when nobody who is administrator can be reached."""

    help = "Make somebody user, staff or administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.values)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get_by_natural_key(options["email"])
            user.set_role(options["role"])
        except User.DoesNotExist as error:
            raise CommandError(f"Nobody here has the address {options['email']}.") from error
        except LastAdministratorError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user.email} is now {user.role.value}.")
