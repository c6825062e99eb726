"""Why a file is not taken: a stable code and a sentence each."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "signed_out": _("You are signed out. Sign in again to go on."),
    "not_found": _("This file does not exist, or it is not yours."),
    "empty_file": _("This file is empty."),
    "too_large": _("This file is too large. A file may have at most %(megabytes)s MB."),
    "too_many_files": _("You have too many files waiting. Send or remove some of them first."),
    "heic": _("HEIC and AVIF images can't be read by Claude. Save the image as JPEG or PNG."),
    "svg": _("SVG images can't be read by Claude. Save the image as PNG."),
    "other_image": _("This kind of image can't be read by Claude. Save it as JPEG or PNG."),
    "huge_image": _("This image has too many pixels. Make it smaller than 60 megapixels."),
    "old_office": _(
        "This is an old Office format, or protected by a password. Save it as DOCX, XLSX, PPTX or"
        " PDF without a password."
    ),
    "password": _("This file is protected by a password. Remove the password and try again."),
    "damaged": _("This file is damaged and can't be read."),
    "bomb": _("This file unpacks to far more than its size and was not opened."),
    "too_slow": _("Reading this file took too long. Try a smaller or simpler one."),
    "too_many_pages": _("This PDF has too many pages. At most %(pages)s can be read."),
    "too_much_text": _("This file holds more text than can be read."),
    "too_deep": _(
        "This file is nested too deeply to be read whole. Save it as PDF or as plain text."
    ),
    "no_words": _("No text was found in this file."),
    "bad_encoding": _("The letters of this file can't be told. Save it as UTF-8 and try again."),
    "wrong_ending": _("This file is not what its name says. Give it the right ending."),
    "unknown_kind": _(
        "This kind of file can't be read. Use images, PDF, Word, Excel, PowerPoint or text."
    ),
}
STATUS = {"signed_out": 401, "not_found": 404, "too_large": 413, "too_many_files": 429}


class Refused(Exception):
    """A file that is not taken; nothing is kept of it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code if code in SENTENCES else "damaged"

    @property
    def sentence(self) -> str:
        """What the person reads, in the language active now."""
        return str(SENTENCES[self.code]) % {
            "megabytes": settings.FILE_MAX_BYTES // 1_000_000,
            "pages": settings.PDF_MAX_PAGES,
        }

    @property
    def status(self) -> int:
        """The HTTP status that goes with it."""
        return STATUS.get(self.code, 422)
