"""What can be wrong with something the browser asks for: a stable code and a sentence each.

What can go wrong on the way to Claude is in `claude.errors`; docs/errors.md lists both.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "bad_frame": _("The page sent something that could not be understood. Reload the page."),
    "unknown_frame": _("The page is out of date. Reload it."),
    "signed_out": _("You are signed out. Sign in again to go on."),
    "suspended": _("Your account is suspended. Please ask your administrator."),
    "wrong_origin": _("This page was opened under an address that this site does not know."),
    "not_found": _("This conversation does not exist, or it is not yours."),
    "empty_message": _("Write something first."),
    "message_too_long": _("This message is too long to be sent. Send a smaller part."),
    "invalid_characters": _("The message holds characters that cannot be stored. Remove them."),
    "unknown_model": _("This model is not available (any more). Choose another one."),
    "unknown_assistant": _("This assistant is not available (any more). Choose another one."),
    "turn_running": _("A reply is still being written here. Wait for it or stop it first."),
    "branch_moved": _("Something else was said here meanwhile. Look at it, then send again."),
    "not_answerable": _("There is nothing to answer or to go on from here."),
    "instructions_too_long": _("These instructions are too long. Use at most 20,000 characters."),
    "long_text_reply": _(
        "This answer was made from a long text. Use “Ask about it” beside the text to ask again."
    ),
    "title_too_long": _("This title is too long. Use at most 200 characters."),
    "server_restarted": _("The server was restarted while this was being written."),
    "restarting": _("The server is restarting. Your text is kept, send it again in a moment."),
    "attachment_missing": _("A file of this message is gone. Remove it and add it again."),
    "too_many_attachments": _("A message can't carry so many files. Remove some of them."),
    "attachments_too_large": _(
        "The files of this conversation are more than one request can carry. Start a new one."
    ),
    "unexpected": _("Something went wrong on our side. Your text is kept, try again."),
}


class Problem(Exception):
    """A request of the browser can't be done; nothing was changed by it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def sentence(self) -> str:
        """What the person reads, in the language active now."""
        return str(SENTENCES[self.code])
