"""Sums of calls, so that a year of them is read as fast as a day.

How calls ended, hour by hour and day by day, by team, and by person; how long they took. Each row
is a sum over `ClaudeCall` rows and is written with them (`counting`). An hour begins where a full
hour begins for the organisation, a day is one of its days, both as its time zone was then.
"""

from typing import ClassVar

from django.db import models


class Sums(models.Model):
    """What is added up, whatever it is grouped by. Durations are in milliseconds."""

    calls = models.PositiveBigIntegerField(default=0)
    attempts = models.PositiveBigIntegerField(default=0)
    waited_ms = models.PositiveBigIntegerField(default=0)
    duration_ms = models.PositiveBigIntegerField(default=0)
    first_token_ms = models.PositiveBigIntegerField(default=0)
    first_tokens = models.PositiveBigIntegerField(default=0)
    input_tokens = models.PositiveBigIntegerField(default=0)
    output_tokens = models.PositiveBigIntegerField(default=0)
    cache_read_tokens = models.PositiveBigIntegerField(default=0)
    cache_write_tokens = models.PositiveBigIntegerField(default=0)
    cache_hits = models.PositiveBigIntegerField(default=0)
    saved_nano = models.PositiveBigIntegerField(default=0)

    class Meta:
        abstract = True


SUMMED = tuple(field.name for field in Sums._meta.local_fields)


class Ending(Sums):
    """Calls that ended alike. `code` is empty for success; 0 is no team, no status."""

    team_id = models.BigIntegerField(default=0)
    model = models.CharField(max_length=100)
    purpose = models.CharField(max_length=20)
    code = models.CharField(max_length=40, blank=True, default="")
    status = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


ENDING = ("team_id", "model", "purpose", "code", "status")


class CallHour(Ending):
    """Calls of one hour that ended alike."""

    hour = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["hour", *ENDING], name="one_call_hour")
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.model} {self.purpose} {self.code or 'ok'}"


class CallDay(Ending):
    """Calls of one day that ended alike."""

    day = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["day", *ENDING], name="one_call_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.model} {self.purpose} {self.code or 'ok'}"


class PersonDay(Ending):
    """Calls of one person on one day that ended alike."""

    day = models.DateField()
    user_id = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user_id", "day", *ENDING], name="one_person_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.user_id} {self.model} {self.purpose} {self.code or 'ok'}"


class Latency(models.Model):
    """How many successful calls took about so long (`histogram.bucket`).

    Each call stands in two rows per measure: one of its model, purpose and team, and one with all
    three empty, which sums up everything and is what a page without a filter reads.
    """

    class Measure(models.TextChoices):
        FIRST = "first"
        WHOLE = "whole"

    team_id = models.BigIntegerField(default=0)
    model = models.CharField(max_length=100, blank=True, default="")
    purpose = models.CharField(max_length=20, blank=True, default="")
    measure = models.CharField(max_length=5, choices=Measure)
    bucket = models.PositiveSmallIntegerField()
    calls = models.PositiveBigIntegerField(default=0)

    class Meta:
        abstract = True


class LatencyHour(Latency):
    """Durations of the calls of one hour."""

    hour = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["model", "hour", "purpose", "team_id", "measure", "bucket"],
                name="one_latency_hour",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.model} {self.measure} {self.bucket}: {self.calls}"


class LatencyDay(Latency):
    """Durations of the calls of one day."""

    day = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["model", "day", "purpose", "team_id", "measure", "bucket"],
                name="one_latency_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.model} {self.measure} {self.bucket}: {self.calls}"
