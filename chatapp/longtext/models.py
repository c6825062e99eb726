"""A long text, the job that reads it, and the steps of the job: the rows are the truth.

A worker may die at any moment. Whatever it has not written here has not happened, and whatever
it has written here is never asked again.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from chatapp.models import Conversation, Message


class LongText(models.Model):
    """A text too long for one request, kept beside its conversation and gone with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="long_texts"
    )
    name = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("long text")
        verbose_name_plural = _("long texts")

    def __str__(self) -> str:
        return self.name or str(self.id)


class Job(models.Model):
    """One reply that is made from a long text in many steps.

    `runner` and `lease_until` say which worker has it; a running job whose lease is over is
    taken by another one. `changed_at` moves with everything that a page shows. The prices are
    estimates of before the start, in nano-dollars; None where the model has no price.
    """

    class State(models.TextChoices):
        ASKING = "asking", _("asking")
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reply = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="long_text_job")
    text = models.ForeignKey(LongText, on_delete=models.CASCADE, related_name="jobs")
    question = models.TextField()
    model = models.CharField(max_length=100)
    state = models.CharField(max_length=8, choices=State)
    parts = models.PositiveIntegerField()
    steps = models.PositiveIntegerField()
    price_nano = models.BigIntegerField(null=True)
    most_nano = models.BigIntegerField(null=True)
    runner = models.CharField(max_length=64, blank=True, default="")
    lease_until = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("long text job")
        verbose_name_plural = _("long text jobs")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["changed_at"]),
            models.Index(fields=["lease_until"], condition=models.Q(state="running"), name="runs"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class Step(models.Model):
    """One call to Claude: a part that is read (level 0), or results that are put together.

    Level 0 holds a range of the text, higher levels the numbers of the steps they join.
    `call_id` is fixed before the call is sent; `lost` counts the workers that died over it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ASKED = "asked", _("asked")
        DONE = "done", _("done")

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="plan")
    number = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    context = models.PositiveIntegerField(default=0)
    heading = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    call_id = models.UUIDField(null=True, unique=True)
    lost = models.PositiveSmallIntegerField(default=0)
    result = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = _("step of a long text job")
        verbose_name_plural = _("steps of a long text job")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["job", "number"], name="one_step_per_number")
        ]

    def __str__(self) -> str:
        return f"step {self.number} {self.state}"
