"""Prices: write-once rows with the day from which they hold.

A row is never changed, in Python or in the database (see `billing.append_only`). Whoever edits
a price adds a row; the one that began last is in force, so prices can neither overlap nor
leave a hole, and what was booked last month keeps last month's price.
"""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

ONE_PPM = 1_000_000


class WriteOnceError(Exception):
    """A row that must not change was about to be changed."""

    code = "write_once"


class WriteOnce(models.Model):
    """Saved once, then read only. The database's triggers hold it, this only says it sooner."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WriteOnceError("This row is write-once: add a new one instead of changing it.")
        super().save(*args, **kwargs)


class Speed(models.TextChoices):
    STANDARD = "standard", _("standard")
    FAST = "fast", _("fast")


class ModelPrice(WriteOnce):
    """What one model costs from `effective_from` on, in nano-dollars per token.

    `prompt_from` begins a band of prompt length: the row with the largest one that the prompt
    reaches prices the whole request. Factors are parts per million of the price: half for
    batches, 1,100,000 for inference held in the USA.
    """

    model = models.CharField(
        _("model"),
        max_length=100,
        help_text=_("Without date suffix: claude-haiku-4-5."),
    )
    speed = models.CharField(_("speed"), max_length=10, choices=Speed, default=Speed.STANDARD)
    prompt_from = models.PositiveIntegerField(
        _("from this many prompt tokens"),
        default=0,
        help_text=_("Input, cache reads and cache writes together; 0 unless there are bands."),
    )
    input_nano = models.PositiveBigIntegerField(_("input, nano-dollars per token"))
    output_nano = models.PositiveBigIntegerField(_("output, nano-dollars per token"))
    cache_write_5m_nano = models.PositiveBigIntegerField(_("cache write for 5 minutes"))
    cache_write_1h_nano = models.PositiveBigIntegerField(_("cache write for 1 hour"))
    cache_read_nano = models.PositiveBigIntegerField(_("cache read"))
    batch_ppm = models.PositiveIntegerField(_("batch factor, ppm"), default=ONE_PPM // 2)
    us_geo_ppm = models.PositiveIntegerField(_("US inference factor, ppm"), default=1_100_000)
    effective_from = models.DateTimeField(_("in force from"))
    source = models.CharField(_("source"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("entered"), auto_now_add=True)

    class Meta:
        verbose_name = _("model price")
        verbose_name_plural = _("model prices")
        ordering: ClassVar[list[str]] = [
            "model",
            "speed",
            "prompt_from",
            "-effective_from",
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["model", "speed", "prompt_from", "effective_from"],
                name="one_model_price_from_a_moment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.speed} ≥{self.prompt_from} {self.effective_from:%Y-%m-%d}"


class ToolPrice(WriteOnce):
    """What one use of a tool that runs at Claude's side costs, in nano-dollars.

    `tool` is the word under which usage counts it, such as `web_search_requests`.
    """

    tool = models.CharField(_("tool"), max_length=40)
    use_nano = models.PositiveBigIntegerField(_("nano-dollars per use"))
    effective_from = models.DateTimeField(_("in force from"))
    source = models.CharField(_("source"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("entered"), auto_now_add=True)

    class Meta:
        verbose_name = _("tool price")
        verbose_name_plural = _("tool prices")
        ordering: ClassVar[list[str]] = ["tool", "-effective_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tool", "effective_from"], name="one_tool_price_from_a_moment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.tool} {self.effective_from:%Y-%m-%d}"
