"""What can be searched for: the terms of every message, apart from the message itself."""

from django.db import models

from chatapp.models import Message


class Terms(models.Model):
    """The distinct terms of one message, separated by spaces, as `terms.terms_of` makes them.

    A table of its own, so that reading a conversation doesn't carry the index along. Deleted
    with its message: what somebody deletes can't be found any more.
    """

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True)
    terms = models.TextField()

    class Meta:
        verbose_name = "search terms"
        verbose_name_plural = "search terms"

    def __str__(self) -> str:
        return f"terms of message {self.pk}"
