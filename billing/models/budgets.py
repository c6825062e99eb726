"""What may be spent: budgets, one-off grants, and people asking for more."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.models.subjects import name_of_person, name_of_team
from billing.money import format_usd


class Period(models.TextChoices):
    DAY = "day", _("day")
    WEEK = "week", _("week")
    MONTH = "month", _("month")
    TOTAL = "total", _("in total")


class Subject(models.TextChoices):
    """Whose spending a window counts. The organisation's id is always 0."""

    USER = "user", _("person")
    TEAM = "team", _("team")
    ORGANISATION = "organisation", _("organisation")


class Scope(models.TextChoices):
    """Whom a budget holds, from the most special to the widest."""

    USER = "user", _("one person")
    OWN = "own", _("a person's own lower limit")
    MEMBERS = "members", _("each member of a team")
    EVERYONE = "everyone", _("each person without a budget of their own")
    TEAM = "team", _("a team together")
    ORGANISATION = "organisation", _("the whole organisation")


def default_thresholds() -> list[int]:
    """Percent of the budget at which somebody is told."""
    return [50, 80, 100]


class Budget(models.Model):
    """A limit for one period: dollars, tokens, or both; hard ones refuse, soft ones only tell.

    `scope_id` is the person's or team's id, 0 for everyone and the organisation. Of `USER`,
    `MEMBERS` and `EVERYONE` the most special one of a period holds; all others hold besides.
    """

    scope = models.CharField(_("for"), max_length=12, choices=Scope)
    scope_id = models.BigIntegerField(_("id of the person or team"), default=0)
    period = models.CharField(_("period"), max_length=5, choices=Period, default=Period.MONTH)
    limit_nano = models.PositiveBigIntegerField(_("limit, nano-dollars"), null=True, blank=True)
    limit_tokens = models.PositiveBigIntegerField(_("limit, tokens"), null=True, blank=True)
    hard = models.BooleanField(
        _("refuse beyond the limit"),
        default=True,
        help_text=_("Off: only alerts are sent."),
    )
    thresholds = models.JSONField(_("alert at percent"), default=default_thresholds)
    reply_output = models.PositiveIntegerField(_("output tokens per reply"), null=True, blank=True)
    day_output = models.PositiveIntegerField(_("output tokens per day"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    changed_by = models.BigIntegerField(_("changed by"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        ordering: ClassVar[list[str]] = ["scope", "scope_id", "period"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["scope", "scope_id", "period"],
                name="one_budget_per_scope_and_period",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(scope__in=["everyone", "organisation"], scope_id=0)
                    | models.Q(scope__in=["user", "own", "members", "team"], scope_id__gt=0)
                ),
                name="budget_names_its_person_or_team",
            ),
        ]

    def __str__(self) -> str:
        if self.scope in (Scope.EVERYONE, Scope.ORGANISATION):
            whom = self.get_scope_display()
        elif self.scope in (Scope.TEAM, Scope.MEMBERS):
            whom = f"{self.get_scope_display()}: {name_of_team(self.scope_id)}"
        else:
            whom = f"{self.get_scope_display()}: {name_of_person(self.scope_id)}"
        return f"{whom} / {self.get_period_display()}"


class Grant(models.Model):
    """Something extra, once: it adds to the limits of the periods in which it was given.

    It ends with the period or at `expires_at`, whichever is first; it is never carried over.
    """

    subject = models.CharField(_("for"), max_length=12, choices=Subject)
    subject_id = models.BigIntegerField(_("id of the person or team"), default=0)
    amount_nano = models.PositiveBigIntegerField(_("nano-dollars"), default=0)
    tokens = models.PositiveBigIntegerField(_("tokens"), default=0)
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    granted_at = models.DateTimeField(_("granted"), default=timezone.now)
    granted_by = models.BigIntegerField(_("granted by"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering: ClassVar[list[str]] = ["-granted_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject", "subject_id", "granted_at"], name="grant_by_subject")
        ]

    def __str__(self) -> str:
        if self.subject == Subject.ORGANISATION:
            whom = self.get_subject_display()
        else:
            named = name_of_team if self.subject == Subject.TEAM else name_of_person
            whom = named(self.subject_id)
        return f"{whom} +{format_usd(self.amount_nano)}"


class BudgetRequest(models.Model):
    """Somebody asks for more. At most one is open per person, so asking twice is asking once."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        GRANTED = "granted", _("granted")
        DECLINED = "declined", _("declined")

    user_id = models.BigIntegerField(_("person"))
    asked_nano = models.PositiveBigIntegerField(_("asked for, nano-dollars"))
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answer = models.CharField(_("answer"), max_length=300, blank=True, default="")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.BigIntegerField(_("decided by"), null=True, blank=True)
    grant = models.ForeignKey(
        Grant, verbose_name=_("grant"), on_delete=models.PROTECT, null=True, blank=True
    )

    class Meta:
        verbose_name = _("budget request")
        verbose_name_plural = _("budget requests")
        ordering: ClassVar[list[str]] = ["-asked_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user_id"],
                condition=models.Q(state="open"),
                name="one_open_budget_request_per_person",
            )
        ]

    def __str__(self) -> str:
        amount = format_usd(self.asked_nano)
        return f"{name_of_person(self.user_id)}: {amount}, {self.get_state_display()}"
