"""What comes out of a conversion: facts of a file, or why it can't be read."""

from dataclasses import dataclass


class Unreadable(Exception):
    """A file that can't be used; `code` is the word for the sentence that people read."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True, kw_only=True)
class Outcome:
    """Sizes in pixels, text in characters; `note` holds codes for what was left out."""

    kind: str
    format: str
    media_type: str
    pages: int | None = None
    width: int | None = None
    height: int | None = None
    characters: int | None = None
    note: str = ""
