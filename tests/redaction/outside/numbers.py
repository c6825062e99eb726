"""Numbers with a check: payment cards of all networks, accounts, identity numbers."""

from datetime import date, timedelta
from random import Random
from string import ascii_uppercase, digits

from tests.redaction.outside import Value
from tests.redaction.outside.blanks import listed, some

NETWORKS = (
    # name, first digits, lengths, how often (the great ones are tried more)
    ("Visa", ("4",), (16,), 6),
    ("Visa of 13", ("4",), (13,), 1),
    ("Visa of 19", ("4",), (19,), 1),
    (
        "Mastercard",
        ("51", "52", "53", "54", "55", "2221", "2389", "2501", "2699", "2720"),
        (16,),
        6,
    ),
    ("American Express", ("34", "37"), (15,), 5),
    ("Discover", ("6011", "644", "649", "65"), (16,), 3),
    ("Discover of 19", ("6011", "65"), (19,), 1),
    ("Diners Club", ("300", "305", "309", "36", "38", "39"), (14,), 3),
    ("Diners Club of 16", ("36", "38", "3095"), (16,), 1),
    ("JCB", ("3528", "3544", "3589"), (16,), 3),
    ("JCB of other lengths", ("3530", "3566"), (17, 18, 19), 1),
    ("UnionPay", ("620", "622126", "6225", "6258", "628"), (16, 17, 18, 19), 5),
    ("UnionPay 81", ("8110", "8141", "8171"), (16, 19), 1),
    ("Maestro", ("5018", "5020", "5038", "6304", "6759", "6761", "6763"), (16, 18, 19), 2),
    ("Maestro, short", ("5018", "6304", "6759"), (12, 13, 14, 15), 1),
    ("Mir", ("2200", "2202", "2204"), (16, 19), 1),
    ("RuPay", ("6521", "6070", "508500", "817300", "82"), (16,), 1),
    ("Troy", ("9792",), (16,), 1),
    ("Elo", ("401178", "438935", "506699", "509000", "636297", "650485"), (16,), 1),
    ("Verve", ("506099", "650002"), (16, 19), 1),
    ("Hipercard", ("606282",), (16,), 1),
    ("Humo and Uzcard", ("9860", "8600"), (16,), 1),
    ("Dankort", ("5019",), (16,), 1),
    ("Napas", ("9704",), (16, 19), 1),
)

CARD_GROUPS = {
    12: (4, 4, 4), 13: (4, 3, 3, 3), 14: (4, 6, 4), 15: (4, 6, 5), 16: (4, 4, 4, 4),
    17: (4, 4, 4, 5), 18: (4, 4, 4, 6), 19: (4, 4, 4, 4, 3),
}  # fmt: skip

ACCOUNTS = listed("""
DE18n ¦ FR10n11c2n ¦ GB4a14n ¦ NL4a10n ¦ ES20n ¦ IT1a10n12c ¦ BE12n ¦ CH5n12c ¦ AT16n ¦ PL24n ¦
PT21n ¦ SE20n ¦ NO11n ¦ DK14n ¦ FI14n ¦ IE4a14n ¦ LU3n13c ¦ CZ20n ¦ SK20n ¦ HU24n ¦ RO4a16c ¦
BG4a6n8c ¦ GR7n16c ¦ HR17n ¦ SI15n ¦ LT16n ¦ LV4a13c ¦ EE16n ¦ MT4a5n18c ¦ CY8n16c ¦ IS22n ¦
LI5n12c ¦ MC10n11c2n ¦ SM1a10n12c ¦ AD8n12c ¦ TR6n16c ¦ SA2n18c ¦ AE19n ¦ IL19n ¦ QA4a21c ¦
KW4a22c ¦ BH4a14c ¦ JO4a4n18c ¦ LB4n20c ¦ PK4a16c ¦ KZ3n13c ¦ GE2a16n ¦ AZ4a20c ¦ UA6n19c ¦
BY4c4n16c ¦ MD20c ¦ RS18n ¦ BA16n ¦ ME18n ¦ MK3n10c2n ¦ AL8n16c ¦ XK16n ¦ BR23n1a1c ¦ CR18n ¦
DO4c20n ¦ GT24c ¦ SV4a20n ¦ TN20n ¦ MU4a19n3a ¦ EG25n ¦ IQ4a15n ¦ LC4a24c ¦ ST21n ¦ SC4a20n3a ¦
TL19n ¦ VA18n ¦ VG4a16n ¦ GI4a15c ¦ GL14n ¦ FO14n ¦ LY21n ¦ SD14n ¦ MR23n
""")

DISTRICTS = listed("""
110101 ¦ 110105 ¦ 110108 ¦ 120101 ¦ 130102 ¦ 140105 ¦ 150102 ¦ 210202 ¦ 220102 ¦ 230103 ¦ 310104 ¦
310115 ¦ 320505 ¦ 330106 ¦ 340104 ¦ 350203 ¦ 360102 ¦ 370202 ¦ 410105 ¦ 420106 ¦ 430102 ¦ 440106 ¦
440305 ¦ 450103 ¦ 460105 ¦ 500103 ¦ 510104 ¦ 520102 ¦ 530102 ¦ 540102 ¦ 610113 ¦ 620102 ¦ 630102 ¦
640104 ¦ 650102
""")


def luhn_digit(payload: str) -> str:
    """The last digit of a card or a device."""
    total = 0
    for place, digit in enumerate(reversed(payload)):
        doubled = int(digit) * (1 if place % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def card(random: Random) -> Value:
    """A payment card of any network and length."""
    name, starts, lengths, _ = random.choices(NETWORKS, [network[3] for network in NETWORKS])[0]
    start, length = random.choice(starts), random.choice(lengths)
    payload = start + some(random, digits, length - len(start) - 1)
    text = payload + luhn_digit(payload)
    return Value("card", name, text, CARD_GROUPS[length], needs_word=name == "Visa of 13")


def account(random: Random) -> Value:
    """An IBAN of any country; only its own two check digits are sure to be right."""
    shape = random.choice(ACCOUNTS)
    country, rest = shape[:2], shape[2:]
    alphabets = {"n": digits, "a": ascii_uppercase, "c": digits * 2 + ascii_uppercase}
    body, count = "", ""
    for sign in rest:
        if sign.isdigit():
            count += sign
        else:
            body, count = body + some(random, alphabets[sign], int(count)), ""
    number = "".join(str(int(sign, 36)) for sign in body + country + "00")
    text = f"{country}{98 - int(number) % 97:02d}{body}"
    return Value(
        "iban", country, text, (4,) * (len(text) // 4) + ((len(text) % 4,) if len(text) % 4 else ())
    )


def social_security(random: Random) -> Value:
    """A US social security number as numbers are given out."""
    area = random.choice([number for number in range(1, 900) if number != 666])
    text = f"{area:03d}{random.randint(1, 99):02d}{random.randint(1, 9999):04d}"
    return Value("ssn", "SSN", text, (3, 2, 4))


def taxpayer(random: Random) -> Value:
    """A US taxpayer number of somebody without an SSN."""
    middle = random.choice([*range(50, 66), *range(70, 89), 90, 91, 92, *range(94, 100)])
    return Value(
        "ssn",
        "ITIN",
        f"9{random.randint(0, 99):02d}{middle}{random.randint(0, 9999):04d}",
        (3, 2, 4),
    )


def resident(random: Random) -> Value:
    """A Chinese resident identity number of 18, with its check character."""
    born = date(1935, 1, 1) + timedelta(days=random.randrange(80 * 365))
    seventeen = f"{random.choice(DISTRICTS)}{born:%Y%m%d}{random.randrange(1000):03d}"
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(seventeen))
    return Value("resident_id", "18", seventeen + "10X98765432"[total % 11], (6, 8, 4))


def old_resident(random: Random) -> Value:
    """The number of 15 of before 1999: it has no check, only a label tells it."""
    born = date(1935, 1, 1) + timedelta(days=random.randrange(60 * 365))
    return Value(
        "resident_id",
        "15",
        f"{random.choice(DISTRICTS)}{born:%y%m%d}{random.randrange(1000):03d}",
        (6, 6, 3),
    )
