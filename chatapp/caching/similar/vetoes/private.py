"""Personal data: a question that held any is nobody else's, and never asked for another's."""

import re

from chatapp.caching.similar.reading import Reading

CONCEALED = re.compile(r"\[\s*[A-Z]+\s*(?:-\s*[0-9A-Z]{7}|HIDDEN)\s*\]", re.IGNORECASE)
"""What redaction puts in the place of a value (`redaction.placeholders`)."""


def differ(one: Reading, other: Reading) -> bool:
    return is_private(one.text) or is_private(other.text)


def is_private(text: str) -> bool:
    """Whether something was concealed in this text."""
    return bool(CONCEALED.search(text))
