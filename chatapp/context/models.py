"""What is kept about long conversations: where they were cut, and how well we count tokens."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from chatapp.models import Conversation


class ContextCut(models.Model):
    """A history that was cut to fit: everything before `turns` is gone, summarised by `text`.

    `turns` and `results` are positions in the history as sent (`trimming.Cut`), `digest` tells
    the histories that begin with the same messages up to `results`, so a branch finds its own.
    `first_kept` is the stored message at which the kept part begins, `covered` how many stored
    messages stand before it. `text` holds placeholders as Claude wrote them: redaction restores
    it for the owner. It is empty when there was nothing to summarise or it failed.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="context_cuts"
    )
    window = models.PositiveIntegerField()
    turns = models.PositiveIntegerField()
    results = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    first_kept = models.BigIntegerField(default=0)
    covered = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True, default="")
    model = models.CharField(max_length=100, blank=True, default="")
    cost_nano = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("cut of a long conversation")
        verbose_name_plural = _("cuts of long conversations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["conversation", "window", "turns", "results", "digest"],
                name="one_cut_for_a_history",
            )
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.turns}/{self.results}"


class Calibration(models.Model):
    """How many tokens Claude counts for each one that we estimate, by model."""

    model = models.CharField(max_length=100, primary_key=True)
    ratio = models.FloatField(default=1.0)
    samples = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("token calibration")
        verbose_name_plural = _("token calibrations")

    def __str__(self) -> str:
        return f"{self.model} × {self.ratio:.2f}"
