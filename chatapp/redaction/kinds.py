"""The kinds of sensitive values: their words for people, for placeholders, and what is done."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Action(models.TextChoices):
    """What becomes of a value before anything leaves."""

    REPLACE = "replace", _("Replace, and put back in the reply")
    MASK = "mask", _("Hide for good")
    REFUSE = "refuse", _("Refuse the message")
    WARN = "warn", _("Send, but warn")
    ALLOW = "allow", _("Send")


@dataclass(frozen=True, slots=True)
class Kind:
    """`word` stands in placeholders: letters only. `rank`: who wins where findings overlap."""

    code: str
    name: "str | StrPromise"
    word: str
    default: Action = Action.REPLACE
    rank: int = 5


KINDS = {
    kind.code: kind
    for kind in (
        Kind("private_key", _("private key"), "PRIVATEKEY", Action.MASK, 0),
        Kind("api_key", _("API key"), "APIKEY", Action.MASK, 1),
        Kind("token", _("access token"), "TOKEN", Action.MASK, 1),
        Kind("iban", _("bank account"), "IBAN", rank=2),
        Kind("card", _("payment card"), "CARD", rank=3),
        Kind("resident_id", _("Chinese resident ID"), "RESIDENT", rank=2),
        Kind("ssn", _("US social security number"), "SSN", rank=3),
        Kind("passport", _("passport number"), "PASSPORT", rank=4),
        Kind("licence", _("driving licence"), "LICENCE", rank=4),
        Kind("national_id", _("national identity number"), "PERSONID", rank=4),
        Kind("email", _("e-mail address"), "EMAIL", rank=4),
        Kind("phone", _("phone number"), "PHONE", rank=5),
        Kind("ip", _("IP address"), "IPADDRESS", rank=5),
        Kind("password", _("password"), "PASSWORD", Action.MASK, 1),
    )
}

LITERAL = Kind("literal", _("placeholder typed by hand"), "TEXT", rank=9)
CUSTOM_WORD = "TERM"
WORDS = (*(kind.word for kind in KINDS.values()), LITERAL.word, CUSTOM_WORD)


def known(code: str) -> Kind:
    """The kind of this code; one that an administrator defined has the word TERM."""
    return KINDS.get(code) or (LITERAL if code == LITERAL.code else Kind(code, code, CUSTOM_WORD))


def name_of(code: str) -> str:
    """A kind's name in the language of the day."""
    return str(known(code).name)
