"""What can be wrong with a file that somebody brings, and with what they ask for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

UPLOAD: dict[str, Any] = {
    "no_file": _("Choose a file first."),
    "empty_file": _("The file is empty."),
    "file_too_large": _(
        "The file is too large. Unpack it and choose only the file conversations.json."
    ),
    "unpacks_too_large": _("The file is far larger unpacked than any export. It was not read on."),
    "not_json": _("This is neither a JSON file nor a ZIP file with one."),
    "zip_damaged": _("The ZIP file is damaged. Download it again."),
    "zip_encrypted": _("The ZIP file has a password. Unpack it first."),
    "zip_without_conversations": _("There is no file conversations.json in this ZIP file."),
    "nothing_found": _("There are no conversations in this file."),
    "newer_version": _("This file was made by a newer version of this site."),
    "import_running": _("An import of yours is still running. Wait until it is done."),
}

CONVERSATION: dict[str, Any] = {
    "cut_off": _("the file ends in the middle of it"),
    "not_utf8": _("its characters are not UTF-8"),
    "not_valid_json": _("it is not valid JSON"),
    "too_deep": _("it is nested too deeply"),
    "conversation_too_large": _("it is too large"),
    "unknown_format": _("its format is not known here"),
    "not_stored": _("it could not be stored"),
}

EXPORT: dict[str, Any] = {
    "unknown_format": _("Choose Markdown or JSON."),
}
