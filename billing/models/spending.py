"""Sums of the ledger by day, so that a report of a year is read as fast as one of an hour."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

KEY = ("grain", "day", "user_id", "team_id", "assistant_id", "model", "purpose", "kind")
SUMS = ("calls", "entries", "quantity", "amount_nano", "estimated_nano")
ALWAYS = ("day", "kind")
"""What every row tells apart."""


class DaySpend(models.Model):
    """What was booked for one day, by everything that a report groups by; 0 for nobody, none.

    A pure sum over `LedgerEntry`, written in the transaction that writes the entries
    (`billing.spending`) and recomputed by `audit_ledger`. `calls` counts a call once, where its
    first entry is. Opaque ids, as in the ledger: the rows outlive people, teams and assistants.

    Every entry is in four rows: one of the full grain, and three that know only what most questions
    need and hence stay few, however much is used. Read through `knowing`, which takes one
    grain, so that nothing is counted twice.
    """

    class Grain(models.TextChoices):
        FULL = "full"
        WORK = "work"
        PERSON = "person"
        ASSISTANT = "assistant"

    grain = models.CharField(max_length=9, choices=Grain, default=Grain.FULL)
    day = models.DateField(_("day"))
    user_id = models.BigIntegerField(_("person"), default=0)
    team_id = models.BigIntegerField(_("team"), default=0)
    assistant_id = models.BigIntegerField(_("assistant"), default=0)
    model = models.CharField(_("model"), max_length=100)
    purpose = models.CharField(_("purpose"), max_length=20)
    kind = models.CharField(_("kind"), max_length=40)
    calls = models.PositiveBigIntegerField(_("calls"), default=0)
    entries = models.PositiveBigIntegerField(_("ledger entries"), default=0)
    quantity = models.PositiveBigIntegerField(_("quantity"), default=0)
    amount_nano = models.PositiveBigIntegerField(_("nano-dollars"), default=0)
    estimated_nano = models.PositiveBigIntegerField(_("estimated, nano-dollars"), default=0)

    every_grain = models.Manager["DaySpend"]()

    class Meta:
        verbose_name = _("spending of a day")
        verbose_name_plural = _("spending by day")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=KEY, name="one_day_spend")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["grain", "user_id", "day"], name="day_spend_by_user"),
            models.Index(fields=["grain", "team_id", "day"], name="day_spend_by_team"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.user_id} {self.model} {self.kind}: {self.amount_nano} n$"

    @classmethod
    def knowing(cls, *columns: str, **equal: Any) -> "models.QuerySet[DaySpend, DaySpend]":
        """The fewest rows that tell these columns apart, and of them those that are `equal`.

        A key of `equal` is a column or a lookup on one.
        """
        asked = {*columns, *(name.partition("__")[0] for name in equal)}.difference(ALWAYS)
        grain = next(grain for grain, known in KNOWN.items() if asked <= known)
        return cls.every_grain.filter(grain=grain, **equal)


KNOWN: dict[DaySpend.Grain, frozenset[str]] = {
    DaySpend.Grain.WORK: frozenset({"team_id", "model", "purpose"}),
    DaySpend.Grain.PERSON: frozenset({"user_id", "team_id"}),
    DaySpend.Grain.ASSISTANT: frozenset({"assistant_id"}),
    DaySpend.Grain.FULL: frozenset({"user_id", "team_id", "assistant_id", "model", "purpose"}),
}
"""What the rows of each grain tell apart besides day and kind; the full grain last."""
