"""Values of every structured kind, and the many ways in which people write them."""

import random
import string
from collections.abc import Callable

from stdnum import iban, luhn
from stdnum.cn import ric

from tests.redaction.harmless import digits

FULL_WIDTH = {ord(c): chr(ord(c) + 0xFEE0) for c in string.digits + string.ascii_letters + "@.-_"}
OTHER_DIGITS = [
    {ord("0") + n: chr(zero + n) for n in range(10)}
    for zero in (0x660, 0x6F0, 0x966, 0xE50, 0x1D7CE, 0x1FBF0)
]
SPACES = (" ", "\u00a0", "\u2009", "\u202f", "\u3000", "  ")
CUTS = ("\t", "\n", "\r\n", " \n", "\n> ", "=\n", "\u2028", "\x0c")
"""What a sheet, the end of a line, and quoting in mails leave between groups."""

DASHES = ("-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\uff0d")
UNSEEN = ("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad")
CARDS = {
    "4": (16, 19), "51": (16,), "55": (16,), "2221": (16,), "2720": (16,), "34": (15,),
    "37": (15,), "300": (14, 16), "36": (14, 19), "38": (16,), "6011": (16, 19), "644": (16,),
    "65": (16,), "3528": (16,), "3589": (19,), "62": (16, 17, 18, 19), "5018": (12, 13, 19),
    "6304": (12, 16, 18), "6759": (12, 14, 15), "6763": (17, 18), "5612": (12,), "2200": (16,),
    "6390": (12, 19), "8171": (16,),
}  # fmt: skip
AROUND = (
    ("", ""), ("My number is ", "."), ("卡号", "，谢谢"), ("x", "y"), ("(", ")"), ("用", "付款"),
    ("Please use ", " for this\n"), ('{"value": "', '"}'), ("é", "é"), ("a\n", "\nb"),
)  # fmt: skip


def card(rng: random.Random) -> str:
    prefix = rng.choice(list(CARDS))
    body = prefix + digits(rng, rng.choice(CARDS[prefix]) - len(prefix) - 1)
    return body + luhn.calc_check_digit(body)


def ssn(rng: random.Random) -> str:
    area = rng.choice([n for n in range(1, 900) if n != 666])
    number = f"{area:03}-{rng.randint(1, 99):02}-{rng.randint(1, 9999):04}"
    return number if number not in {"078-05-1120", "457-55-5462", "219-09-9999"} else ssn(rng)


def account(rng: random.Random) -> str:
    country, form = rng.choice(
        [("DE", "n" * 18), ("GB", "aaaa" + "n" * 14), ("FR", "n" * 10 + "c" * 11 + "nn"),
         ("NL", "aaaa" + "n" * 10), ("NO", "n" * 11), ("MT", "aaaa" + "n" * 5 + "c" * 18)]
    )  # fmt: skip
    pools = {"n": string.digits, "a": string.ascii_uppercase, "c": string.ascii_uppercase + "0123"}
    body = "".join(rng.choice(pools[kind]) for kind in form)
    return country + iban.calc_check_digits(country + "00" + body) + body


def email(rng: random.Random) -> str:
    local = "".join(rng.choices(string.ascii_lowercase + string.digits, k=8))
    extra = rng.choice(["", ".x", "+tag", "_y", "-z"])
    host = "".join(rng.choices(string.ascii_lowercase, k=7))
    return f"a{local}{extra}@{host}.{rng.choice(['com', 'co.uk', 'cn', 'museum', 'io'])}"


def resident(rng: random.Random) -> str:
    place = rng.choice(["110101", "310104", "440305", "650102", "810000"])
    day = f"{rng.randint(1930, 2015)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    body = place + day + digits(rng, 3)
    return body + ric.calc_check_digit(body + "0")


def key(rng: random.Random) -> str:
    letters = string.ascii_letters + string.digits
    rest = "".join(rng.choices(letters, k=48))
    return rng.choice(
        [f"sk-ant-api03-{rest}", f"sk-proj-{rest}", f"AKIA{rest[:16].upper()}", f"ghp_{rest[:36]}",
         f"glpat-{rest[:20]}", f"xoxb-{digits(rng, 12)}-{rest[:24]}", f"AIza{rest[:35]}",
         f"sk_live_{rest[:24]}", f"GOCSPX-{rest[:28]}", f"nvapi-{rest}",
         f"glsa_{rest[:32]}_0a1b2c3d", f"dckr_pat_{rest[:27]}", f"tskey-auth-{rest[:30]}",
         f"sk-{rest}", f"github_pat_{rest}", f"npm_{rest[:36]}", f"hf_{rest[:34]}",
         f"SG.{rest[:22]}.{rest[:43]}", f"eyJ{rest[:20]}.{rest}.{rest}"]
    )  # fmt: skip


def joined(rng: random.Random, parts: list[str], joins: tuple[str, ...]) -> str:
    """Parts of a value with one thing between, or any, or cut where a line ends."""
    between = [rng.choice(joins)] * (len(parts) - 1)
    match rng.randrange(4 if len(parts) > 2 else 1):
        case 1:
            between = [rng.choice(SPACES + DASHES) for _ in between]
        case 2:
            between[rng.randrange(len(between))] = rng.choice(CUTS)
        case 3:
            between = [rng.choice(CUTS)] * len(between)
    return "".join(map("".join, zip(parts, [*between, ""], strict=True)))


def grouped(rng: random.Random, value: str, size: int, joins: tuple[str, ...]) -> str:
    return joined(rng, [value[at : at + size] for at in range(0, len(value), size)], joins)


def shaped_card(rng: random.Random) -> str:
    number = card(rng)
    if len(number) == 15 and rng.random() < 0.5:
        return joined(rng, [number[:4], number[4:10], number[10:]], SPACES + DASHES)
    size = rng.choice([4, 4, 4, 19, 1])
    return grouped(rng, number, size, SPACES + DASHES + (".", "·"))


def shaped_ssn(rng: random.Random) -> str:
    return joined(rng, ssn(rng).split("-"), DASHES + SPACES + (".",))


def shaped_itin(rng: random.Random) -> str:
    parts = [f"9{digits(rng, 2)}", rng.choice(["70", "88", "90", "94", "99"]), digits(rng, 4)]
    return joined(rng, parts, DASHES + SPACES)


def shaped_account(rng: random.Random) -> str:
    number = grouped(rng, account(rng), rng.choice([4, 34]), SPACES + DASHES)
    return rng.choice([number, number.lower()])


def shaped_resident(rng: random.Random) -> str:
    number = resident(rng)
    parts = [number[:6], number[6:14], number[14:]]
    return rng.choice([number, joined(rng, parts, SPACES + DASHES), number.lower()])


def in_disguise(rng: random.Random, value: str) -> str:
    """Other digits, full width, or characters nobody sees between."""
    match rng.randrange(5):
        case 0:
            return value.translate(FULL_WIDTH)
        case 1:
            return value.translate(rng.choice(OTHER_DIGITS))
        case 2:
            at = rng.randint(1, len(value) - 1)
            return value[:at] + rng.choice(UNSEEN) + value[at:]
    return value


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "card": shaped_card,
    "ssn": shaped_ssn,
    "itin": shaped_itin,
    "iban": shaped_account,
    "email": email,
    "resident_id": shaped_resident,
    "key": key,
}


def spelled(rng: random.Random, kind: str) -> tuple[str, str, str]:
    """A value as somebody writes it, with what stands before and after."""
    value = in_disguise(rng, MAKERS[kind](rng))
    before, after = rng.choice(AROUND)
    if kind in {"email", "key"} and before in {"x", "é"}:
        before, after = "用", "付款"  # letters around would be letters of it
    if kind == "iban" and before.isalnum() and before.isascii():
        after = " "
    return before, value, after
