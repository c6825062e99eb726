"""The values of a conversation behind its placeholders: sealed with keys of its own."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from os import urandom
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.encoding import force_bytes

from accounts import rows
from chatapp.redaction.models import FalseAlarm, HiddenValue
from chatapp.redaction.placeholders import canonical, code_for

logger = logging.getLogger(__name__)

NONCE_BYTES = 12
KEPT = "SELECT code, sealed FROM redaction_hiddenvalue WHERE conversation_id = %s"
ALARMS = "SELECT digest FROM redaction_falsealarm WHERE conversation_id = %s"


@dataclass(slots=True)
class Vault:
    """What a conversation hides so far. Without a conversation it lives as long as the request."""

    key: bytes = field(default_factory=lambda: urandom(32))
    values: dict[str, str] = field(default_factory=dict)
    alarms: frozenset[str] = frozenset()
    fresh: dict[str, str] = field(default_factory=dict)

    def code(self, kind: str, given: str) -> str:
        """The code of a value, the same for every spelling of it."""
        value = canonical(kind, given)
        salt = 0
        while (code := code_for(self.key, kind, value, salt)) in self.values:
            if canonical(kind, self.values[code]) == value:
                return code
            salt += 1
        self.values[code] = self.fresh[code] = given
        return code

    def is_false_alarm(self, given: str) -> bool:
        """Whether the owner has said that this is nothing to hide."""
        return bool(self.alarms) and digest(self.key, given) in self.alarms


def digest(key: bytes, given: str) -> str:
    """What is kept of a value that may be sent: enough to know it again, not to read it."""
    return "alarm" + code_for(key, "alarm", canonical("card", given)) + "0"


@lru_cache(maxsize=1024)
def _keys(conversation: UUID) -> tuple[tuple[bytes, AESGCM], ...]:
    """Keys for this conversation, of today's secret and of those before it."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    pairs = []
    for secret in secrets:
        made = HKDF(SHA256(), 64, salt=None, info=b"redaction:" + conversation.bytes).derive(
            force_bytes(secret)
        )
        pairs.append((made[:32], AESGCM(made[32:])))
    return tuple(pairs)


def open_vault(conversation: UUID | None) -> Vault:
    """The vault of a conversation, read from the database."""
    if conversation is None:
        return Vault()
    keys = _keys(conversation)
    kept = rows.values(KEPT, conversation)
    values = {code: value for code, sealed in kept if (value := _unseal(keys, bytes(sealed)))}
    alarms = frozenset(digest for (digest,) in rows.values(ALARMS, conversation))
    return Vault(keys[0][0], values, alarms)


def keep(conversation: UUID | None, vault: Vault) -> None:
    """Stores what is new. A conversation deleted meanwhile keeps nothing."""
    if conversation is None or not vault.fresh:
        return
    cipher = _keys(conversation)[0][1]
    hidden = [
        HiddenValue(conversation_id=conversation, code=code, sealed=_seal(cipher, value))
        for code, value in vault.fresh.items()
    ]
    try:
        with transaction.atomic():
            HiddenValue.objects.bulk_create(hidden, ignore_conflicts=True, batch_size=500)
    except IntegrityError:
        logger.info("Conversation %s is gone; nothing hidden is kept for it", conversation)
    vault.fresh = {}


def note_false_alarms(conversation: UUID, values: Iterable[str]) -> None:
    """Remembers that these values may be sent in this conversation."""
    key = _keys(conversation)[0][0]
    alarms = [FalseAlarm(conversation_id=conversation, digest=digest(key, v)) for v in values]
    FalseAlarm.objects.bulk_create(alarms, ignore_conflicts=True)


def _seal(cipher: AESGCM, value: str) -> bytes:
    nonce = urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, value.encode("utf-8", "surrogatepass"), None)


def _unseal(keys: tuple[tuple[bytes, AESGCM], ...], sealed: bytes) -> str | None:
    for _, cipher in keys:
        try:
            plain = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
        except InvalidTag:
            continue
        return plain.decode("utf-8", "surrogatepass")
    logger.warning("A hidden value can't be opened: the secret key has changed")
    return None
