"""Conversations, their messages, the turns that run, and one row per request to Claude.

Messages form a tree: an edit or a regenerated reply is a sibling, nothing is overwritten.
Content is kept as the API's own blocks, so that a message goes back to Claude unchanged.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Conversation(models.Model):
    """One chat of one person. `head` is the last message of the branch seen last.

    `named` says that the title was given by a person or by Claude, not cut from the question.
    `instructions` are told to Claude with every request here; `summarises` says whether a summary
    stands for what doesn't fit any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversations"
    )
    title = models.CharField(max_length=200, blank=True)
    named = models.BooleanField(default=False)
    assistant = models.ForeignKey(
        "assistants.Assistant", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    model = models.CharField(max_length=100, blank=True)
    head = models.ForeignKey(
        "Message", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    instructions = models.TextField(blank=True, default="")
    summarises = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    active_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering: ClassVar[list[str]] = ["-active_at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["owner", "-active_at"])]

    def __str__(self) -> str:
        return self.title or str(self.id)


class Message(models.Model):
    """What one side said. A reply is `streaming` until exactly one of the other states ends it.

    `content` holds the API's blocks, `text` their plain text for lists and search. `number` is
    the last frame of the relay that `content` contains. `client_id` makes a repeated send the
    same send. `continues` marks the question that "Continue" asks by itself. `prefix` is the
    fingerprint of what a reply was made from (`history`). `pinned` ones are sent to Claude however
    long the conversation gets, `left_out` ones not at all.
    """

    class Role(models.TextChoices):
        USER = "user", _("user")
        ASSISTANT = "assistant", _("assistant")

    class State(models.TextChoices):
        STREAMING = "streaming", _("streaming")
        COMPLETE = "complete", _("complete")
        STOPPED = "stopped", _("stopped")
        INTERRUPTED = "interrupted", _("interrupted")
        FAILED = "failed", _("failed")

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    role = models.CharField(max_length=10, choices=Role)
    content = models.JSONField(default=list)
    text = models.TextField(blank=True, default="")
    state = models.CharField(max_length=12, choices=State, default=State.COMPLETE)
    number = models.PositiveIntegerField(default=0)
    client_id = models.UUIDField(null=True, blank=True, unique=True)
    continues = models.BooleanField(default=False)
    prefix = models.CharField(max_length=32, blank=True, default="")
    pinned = models.BooleanField(default=False)
    left_out = models.BooleanField(default=False)
    model = models.CharField(max_length=100, blank=True, default="")
    stop_reason = models.CharField(max_length=40, blank=True, default="")
    error_code = models.CharField(max_length=40, blank=True, default="")
    error_sentence = models.CharField(max_length=500, blank=True, default="")
    usage = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class Turn(models.Model):
    """A reply that is being written: the row lives exactly as long as its turn runs.

    `process` says who runs it and `lease_until` how long we believe that process to be alive;
    a row whose lease is over was left by a dead process and is swept. JOB stands for the workers,
    which pass such a turn on by a lease of their own.
    """

    JOB: ClassVar[str] = "job"

    reply = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    process = models.CharField(max_length=64)
    lease_until = models.DateTimeField()
    stop_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("running turn")
        verbose_name_plural = _("running turns")

    def __str__(self) -> str:
        return f"turn {self.pk}"


class ClaudeCall(models.Model):
    """One request to Claude as it went: attempts, waits, usage, outcome; never its content.

    Opaque ids instead of foreign keys: the row outlives the conversation and the person.
    Durations are milliseconds, usage is counted in tokens, cost in nano-dollars. `from_cache`
    names the tier that answered instead of Claude, `saved_nano` what its answer once cost.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user_id = models.BigIntegerField(null=True, blank=True)
    team_id = models.BigIntegerField(null=True, blank=True)
    conversation_id = models.UUIDField(null=True, blank=True)
    message_id = models.BigIntegerField(null=True, blank=True)
    purpose = models.CharField(max_length=20)
    model = models.CharField(max_length=100)
    answered_by = models.CharField(max_length=100, blank=True, default="")
    started_at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField(default=0)
    first_token_ms = models.PositiveIntegerField(null=True, blank=True)
    waited_ms = models.PositiveIntegerField(default=0)
    attempts = models.JSONField(default=list)
    input_tokens = models.PositiveIntegerField(null=True, blank=True)
    output_tokens = models.PositiveIntegerField(null=True, blank=True)
    cache_read_tokens = models.PositiveIntegerField(null=True, blank=True)
    cache_write_5m_tokens = models.PositiveIntegerField(null=True, blank=True)
    cache_write_1h_tokens = models.PositiveIntegerField(null=True, blank=True)
    thinking_tokens = models.PositiveIntegerField(null=True, blank=True)
    usage = models.JSONField(null=True, blank=True)
    cost_nano = models.BigIntegerField(null=True, blank=True)
    from_cache = models.CharField(max_length=20, blank=True, default="")
    saved_nano = models.BigIntegerField(default=0)
    stop_reason = models.CharField(max_length=40, blank=True, default="")
    error_code = models.CharField(max_length=40, blank=True, default="")
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    request_id = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        verbose_name = _("call to Claude")
        verbose_name_plural = _("calls to Claude")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-started_at"]),
            models.Index(fields=["user_id", "-started_at"]),
            models.Index(fields=["error_code", "-started_at"]),
            models.Index(fields=["request_id"], name="call_by_request"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.model} {self.started_at:%Y-%m-%d %H:%M:%S}"

    def succeeded(self) -> bool:
        """Whether Claude's answer arrived whole."""
        return not self.error_code


class Heartbeat(models.Model):
    """When a process that has no address of its own (the worker) was last known to be alive."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.beat_at:%Y-%m-%d %H:%M:%S}"
