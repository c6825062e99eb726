"""The ledger, what is set aside for running calls, and the sums that budgets are held against.

Opaque ids instead of foreign keys: these rows outlive conversations, people and teams, and a
foreign key's SET NULL would be an UPDATE, which the ledger refuses.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.budgets import Period, Subject
from billing.models.prices import ONE_PPM, WriteOnce
from billing.money import format_usd


class LedgerEntry(WriteOnce):
    """One kind of token of one attempt of one call, with the price it was booked at.

    Append-only: the database refuses UPDATE, DELETE and TRUNCATE. `amount_nano` is `quantity`
    times `unit_nano` times `factor_ppm` / 1,000,000, rounded half up once. `booked_at` is when
    the call reserved its money: it decides the period, whenever the stream ends. `day` is its day
    where the organisation was then; reports go by it. `part` tells apart what one attempt used at
    several prices (an advisor model, a compaction).
    """

    call_id = models.UUIDField(_("call"))
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    part = models.PositiveSmallIntegerField(_("part"), default=0)
    kind = models.CharField(_("kind"), max_length=40)
    user_id = models.BigIntegerField(_("person"), null=True, blank=True)
    team_id = models.BigIntegerField(_("team"), null=True, blank=True)
    conversation_id = models.UUIDField(_("conversation"), null=True, blank=True)
    message_id = models.BigIntegerField(_("message"), null=True, blank=True)
    assistant_id = models.BigIntegerField(_("assistant"), null=True, blank=True)
    purpose = models.CharField(_("purpose"), max_length=20)
    model = models.CharField(_("model"), max_length=100)
    quantity = models.PositiveBigIntegerField(_("quantity"))
    unit_nano = models.PositiveBigIntegerField(_("nano-dollars per unit"))
    factor_ppm = models.PositiveIntegerField(_("factor, ppm"), default=ONE_PPM)
    price_id = models.BigIntegerField(_("price row"), null=True, blank=True)
    amount_nano = models.PositiveBigIntegerField(_("nano-dollars"))
    estimated = models.BooleanField(_("estimated"), default=False)
    booked_at = models.DateTimeField(_("booked for"))
    day = models.DateField(_("day"))
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["call_id", "attempt", "kind", "part"], name="ledger_entry_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user_id", "booked_at"], name="ledger_by_user"),
            models.Index(
                fields=["team_id", "booked_at"],
                name="ledger_by_team",
                condition=models.Q(team_id__isnull=False),
            ),
            models.Index(fields=["booked_at"], name="ledger_by_time"),
            models.Index(  # holds all that the sum of a conversation needs
                fields=["conversation_id", "user_id", "amount_nano"], name="ledger_by_conversation"
            ),
            models.Index(fields=["message_id"], name="ledger_by_message"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.kind} × {self.quantity:,} = {format_usd(self.amount_nano)}"


class Reservation(models.Model):
    """Money set aside for one call, from before it starts until it is settled or released.

    The process that runs the call renews `lease_until`; a row that is open after that was left
    by a dead process and is swept. `quote` keeps what the sweep needs to price it, `seen` the
    usage known so far. `reserved_*` stays after settling, to count breaches of the bound.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SETTLED = "settled", _("settled")
        RELEASED = "released", _("released")

    call_id = models.UUIDField(_("call"), primary_key=True, default=uuid.uuid4)
    user_id = models.BigIntegerField(_("person"), null=True, blank=True)
    team_id = models.BigIntegerField(_("team"), null=True, blank=True)
    conversation_id = models.UUIDField(_("conversation"), null=True, blank=True)
    message_id = models.BigIntegerField(_("message"), null=True, blank=True)
    assistant_id = models.BigIntegerField(_("assistant"), null=True, blank=True)
    purpose = models.CharField(_("purpose"), max_length=20)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    reserved_nano = models.PositiveBigIntegerField(_("reserved, nano-dollars"), default=0)
    reserved_tokens = models.PositiveBigIntegerField(_("reserved tokens"), default=0)
    reserved_output = models.PositiveBigIntegerField(_("reserved output tokens"), default=0)
    settled_nano = models.PositiveBigIntegerField(_("settled, nano-dollars"), default=0)
    quote = models.JSONField(_("quoted at"), default=dict)
    seen = models.JSONField(_("usage seen so far"), null=True, blank=True)
    reserved_at = models.DateTimeField(_("reserved at"))
    lease_until = models.DateTimeField(_("lease until"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["lease_until"],
                name="open_reservation_lease",
                condition=models.Q(state="open"),
            ),
            models.Index(fields=["-reserved_at"], name="reservation_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.state}"

    @property
    def breach_nano(self) -> int:
        """By how much the call cost more than was set aside for it; normally 0."""
        if self.state != self.State.SETTLED:
            return 0
        return max(0, self.settled_nano - self.reserved_nano)


class Window(models.Model):
    """What one person, team or the organisation spent and holds reserved in one period.

    Pure sums: `spent_*` over the ledger entries booked between the two moments, `reserved_*` over
    the open reservations made between them. Made on first use, never reset. `notify_*` is
    the next threshold: settling past it makes somebody look.
    """

    subject = models.CharField(_("for"), max_length=12, choices=Subject)
    subject_id = models.BigIntegerField(_("id of the person or team"), default=0)
    period = models.CharField(_("period"), max_length=5, choices=Period)
    first_day = models.DateField(_("first day"))
    starts_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"))
    spent_nano = models.PositiveBigIntegerField(_("spent, nano-dollars"), default=0)
    reserved_nano = models.PositiveBigIntegerField(_("reserved, nano-dollars"), default=0)
    spent_tokens = models.PositiveBigIntegerField(_("spent tokens"), default=0)
    reserved_tokens = models.PositiveBigIntegerField(_("reserved tokens"), default=0)
    spent_output = models.PositiveBigIntegerField(_("spent output tokens"), default=0)
    reserved_output = models.PositiveBigIntegerField(_("reserved output tokens"), default=0)
    notify_nano = models.PositiveBigIntegerField(
        _("next threshold, nano-dollars"), null=True, blank=True, default=0
    )
    notify_tokens = models.PositiveBigIntegerField(
        _("next threshold, tokens"), null=True, blank=True, default=0
    )

    class Meta:
        verbose_name = _("budget window")
        verbose_name_plural = _("budget windows")
        ordering: ClassVar[list[str]] = ["-starts_at", "subject", "subject_id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["subject", "subject_id", "period", "first_day"],
                name="one_window_per_first_day",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ends_at"], name="window_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} {self.period} {self.first_day}"
