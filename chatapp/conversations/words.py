"""What can be sent as the words of a message."""

from django.conf import settings

from chatapp.problems import Problem


def check_text(text: str, *, alone: bool = True) -> None:
    """Raises Problem for a text that can't be sent, before anything is stored.

    Only beside files (not `alone`) it may say nothing.
    """
    if alone and not text.strip():
        raise Problem("empty_message")
    if len(text) > settings.MESSAGE_MAX_CHARS:
        raise Problem("message_too_long")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Problem("invalid_characters") from None
    if "\0" in text:
        raise Problem("invalid_characters")
