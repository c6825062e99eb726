"""The user: somebody who signs in by e-mail."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from accounts.models.team import Team
from accounts.roles import Role


class LastAdministratorError(Exception):
    """The change would leave the installation without an administrator who can sign in."""

    code = "last_administrator"
    sentence = _("This is the last administrator who can sign in. Appoint another one first.")

    def __init__(self) -> None:
        super().__init__(self.sentence)


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail; there are no user names."""

    def create_user(
        self, email: str, password: str | None = None, *, role: Role | None = None, **fields: Any
    ) -> "User":
        """Make a user; without a password they can only come in by reset or provider.

        The role is `role`, else what `is_staff` and `is_superuser` among the fields say.

        Raises ValueError without an address, IntegrityError when it is taken in any case.
        """
        if not email:
            raise ValueError("A user needs an e-mail address.")
        with transaction.atomic(using=self._db):
            user = self.model(email=email, **fields)
            user.set_password(password)
            user.save(using=self._db)
            user.set_role(role or user.role)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an administrator; the name is the one that Django's command calls."""
        return self.create_user(email, password, role=Role.ADMINISTRATOR, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by e-mail, whatever its case: how sign-in and commands look people up."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. Roles are Django groups; what they may spend hangs on the team."""

    class Theme(models.TextChoices):
        SYSTEM = "", _("Same as the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("There is already an account with this e-mail address.")},
    )
    display_name = models.CharField(_("name"), max_length=100, blank=True, default="")
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    theme = models.CharField(
        _("theme"), max_length=5, choices=Theme, blank=True, default=Theme.SYSTEM
    )
    instructions = models.TextField(
        _("How should Claude answer you?"),
        max_length=20_000,
        blank=True,
        default="",
        help_text=_(
            "Told to Claude in each of your conversations: who you are, what you work on, how you "
            "like answers. {name} stands for your name, {date} for the day."
        ),
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
    )
    is_active = models.BooleanField(
        _("may sign in"), default=True, help_text=_("Off: the account is suspended.")
    )
    is_staff = models.BooleanField(_("may enter the console"), default=False, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering: ClassVar[list[str]] = ["email"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """The chosen name, else the e-mail address."""
        return self.display_name or self.email

    def get_short_name(self) -> str:
        """The chosen name, else what stands before the @: for greetings and avatars."""
        return self.display_name or self.email.partition("@")[0]

    @property
    def role(self) -> Role:
        """What this person is here, read without a query; changed only by `set_role`."""
        if self.is_superuser:
            return Role.ADMINISTRATOR
        return Role.STAFF if self.is_staff else Role.USER

    def set_role(self, role: Role | str) -> None:
        """Make this person a user, staff or administrator: group and flags in one transaction.

        Administrators are superusers, so Django's admin lets them do everything. Staff may enter
        the console and do what their group says. Other groups of the person stay as they are.
        Raises ValueError for an unknown role, LastAdministratorError when nobody would be left.
        """
        role = Role(role)
        with transaction.atomic():
            if role != Role.ADMINISTRATOR:
                self._keep_an_administrator()
            self.is_staff = role != Role.USER
            self.is_superuser = role == Role.ADMINISTRATOR
            self.save(update_fields=["is_staff", "is_superuser"])
            self.groups.remove(*Group.objects.filter(name__in=set(Role.values) - {role.value}))
            self.groups.add(Group.objects.get_or_create(name=role.value)[0])

    def suspend(self) -> None:
        """Shut this person out: sessions end with their next request, everything is kept.

        Raises LastAdministratorError when nobody would be left to administer.
        """
        with transaction.atomic():
            self._keep_an_administrator()
            self.is_active = False
            self.save(update_fields=["is_active"])

    def restore(self) -> None:
        """Let a suspended person in again, in the role they had."""
        self.is_active = True
        self.save(update_fields=["is_active"])

    def become_first_administrator(self) -> bool:
        """Make this person administrator if they are the first to sign up; say whether they are.

        The organisation's founding is claimed by one conditional update, so of two first
        sign-ups at once exactly one wins, on every database. If somebody else is administrator
        already (made on the command line), the claim is spent and nobody is promoted.
        """
        with transaction.atomic():
            Organisation.current()
            claimed = Organisation.objects.filter(founded_at=None).update(founded_at=timezone.now())
            if not claimed or User.objects.filter(is_superuser=True).exclude(pk=self.pk).exists():
                return False
            self.set_role(Role.ADMINISTRATOR)
        return True

    def is_last_administrator(self) -> bool:
        """Whether nobody else could administer if this person could not."""
        administrators = User.objects.filter(is_superuser=True, is_active=True)
        return (
            administrators.filter(pk=self.pk).exists()
            and not administrators.exclude(pk=self.pk).exists()
        )

    def _keep_an_administrator(self) -> None:
        """Refuse to lose the last one; the lock stops two from leaving at the same moment."""
        if not User.objects.filter(pk=self.pk, is_superuser=True, is_active=True).exists():
            return
        Organisation.locked()
        if self.is_last_administrator():
            raise LastAdministratorError
