"""Who issues payment cards: the first digits of each network, its lengths, the check digit."""

_RANGES: tuple[tuple[str, str, range | tuple[int, ...]], ...] = (  # from, to, lengths
    ("4", "4", (13, 16, 18, 19)),  # Visa
    ("51", "55", (16,)),  # Mastercard
    ("2221", "2720", (16,)),
    ("34", "34", (15,)),  # American Express
    ("37", "37", (15,)),
    ("300", "305", range(14, 20)),  # Diners Club
    ("309", "309", range(14, 20)),
    ("36", "36", range(14, 20)),
    ("38", "39", range(14, 20)),
    ("6011", "6011", range(16, 20)),  # Discover
    ("644", "659", range(16, 20)),
    ("35", "35", range(16, 20)),  # JCB, 3528 to 3589 today
    ("1800", "1800", (15,)),
    ("2131", "2131", (15,)),
    ("62", "62", range(16, 20)),  # UnionPay
    ("810", "817", range(16, 20)),
    ("2200", "2205", range(16, 20)),  # Mir, Borica, PayPak
    ("5018", "5020", range(12, 20)),  # Maestro, Dankort, Switch, Solo, Laser, Bancontact
    ("5038", "5038", range(12, 20)),
    ("56", "58", range(12, 20)),
    ("0604", "0604", range(12, 20)),
    ("6304", "6304", range(12, 20)),
    ("6331", "6334", range(12, 20)),
    ("6390", "6390", range(12, 20)),
    ("6703", "6709", range(12, 20)),
    ("6759", "6771", range(12, 20)),
    ("504175", "504175", (16,)),  # Elo, RuPay, Verve, Hipercard, InterPayment, InstaPayment
    ("508500", "508999", (16,)),
    ("5090", "5090", (16,)),
    ("506099", "507964", (16, 18, 19)),
    ("606282", "606282", (16, 19)),
    ("606985", "608999", (16,)),
    ("82", "82", (16,)),
    ("636", "639", range(16, 20)),
    ("8600", "8600", (16,)),  # Uzcard, Humo, Belkart, Napas, Troy
    ("9860", "9860", (16,)),
    ("9112", "9112", (16,)),
    ("9704", "9704", (16, 19)),
    ("9792", "9792", (16,)),
)
SHORTEST, LONGEST = 12, 19

_RARE = {"4": (13, 18), "56": (17, 19), "57": (17, 19), "58": (17, 19)}
_DOUBLED = str.maketrans("0123456789", "0246813579")
_NONE = frozenset[int]()
_BEGINNINGS: dict[str, list[tuple[str, str, frozenset[int]]]] = {}
for _low, _high, _lengths in _RANGES:
    for _first in range(int(_low.ljust(2, "0")[:2]), int(_high.ljust(2, "9")[:2]) + 1):
        _BEGINNINGS.setdefault(f"{_first:02}", []).append((_low, _high, frozenset(_lengths)))


def is_card(number: str) -> bool:
    """Whether these digits are a card's, as far as can be told from them alone."""
    return has_issuer(number) and passes_luhn(number)


def has_issuer(number: str) -> bool:
    """Whether a network has cards that begin so and are as long."""
    return len(number) in lengths_of(number)


def lengths_of(number: str) -> frozenset[int]:
    """How long cards can be that begin so."""
    found = _NONE
    for low, high, lengths in _BEGINNINGS.get(number[:2], ()):
        if low <= number[: len(low)] <= high:
            found |= lengths
    return found


def is_rare(number: str) -> bool:
    """Whether the network has given up cards of this length, or hardly gives any."""
    return len(number) in _RARE.get(number[0], ()) or len(number) in _RARE.get(number[:2], ())


def passes_luhn(number: str) -> bool:
    """As `stdnum.luhn`, which takes any alphabet and ten times as long: tables are full of it."""
    doubled = sum(map(int, number[-2::-2].translate(_DOUBLED)))
    return (sum(map(int, number[-1::-2])) + doubled) % 10 == 0
