"""One small file per family; every `find` takes a text and gives what it found in it."""

from collections.abc import Callable, Iterator

from chatapp.redaction.detectors import (
    accounts,
    addresses,
    american,
    cards,
    chinese,
    documents,
    keys,
    national,
    parted,
    passwords,
    phones,
    private_keys,
    spelt_emails,
    wrapped,
)
from chatapp.redaction.finding import Found, Text

Detector = Callable[[Text], Iterator[Found]]

DETECTORS: tuple[Detector, ...] = (
    private_keys.find,
    keys.find,
    passwords.find,
    cards.find,
    accounts.find,
    chinese.find,
    american.find,
    wrapped.find,
    parted.find,
    national.find,
    documents.find,
    addresses.find,
    spelt_emails.find,
    phones.find,
)

VERSION = 4
"""Goes up with every change of what is found, so that conversations know (`policy.revision`)."""
