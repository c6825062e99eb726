"""What is kept of a person's files, and which message each of them belongs to."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """One file of one person, kept once however often it is attached.

    `key` names its folder and tells nothing. `tokens` is about what it costs Claude to read,
    `api_bytes` what it adds to the size of a request. `note` is a code for what was left out.
    """

    class Kind(models.TextChoices):
        IMAGE = "image", _("image")
        PDF = "pdf", _("PDF")
        TEXT = "text", _("text document")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stored_files"
    )
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=20)
    key = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    media_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    api_bytes = models.PositiveBigIntegerField()
    tokens = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(null=True, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    characters = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=40, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "sha256", "format"], name="one_copy_per_owner")
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.key}"


class Attachment(models.Model):
    """A file under the name it was given, on a message or, until it is sent, on none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="attachments")
    message = models.ForeignKey(
        "chatapp.Message",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="attachments",
    )
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering: ClassVar[list[str]] = ["position", "created_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["created_at"],
                name="attachment_unsent",
                condition=models.Q(message=None),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def reference(self) -> dict[str, Any]:
        """The block that stands for it in a message's content, all that the page needs to know."""
        file = self.file
        facts = {
            "pages": file.pages,
            "width": file.width,
            "height": file.height,
            "note": file.note or None,
        }
        return {
            "type": "attachment",
            "id": str(self.pk),
            "name": self.name,
            "kind": file.kind,
            "format": file.format,
            "size": file.size_bytes,
            "tokens": file.tokens,
            **{name: value for name, value in facts.items() if value is not None},
        }
