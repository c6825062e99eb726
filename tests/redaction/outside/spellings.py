"""The ways a value gets written: scripts, separators, what nobody sees, escapes, line ends."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, repeat
from random import Random
from urllib.parse import quote

from tests.redaction.outside import Value, signs

Spell = Callable[[Random, Value], str]


def parts(text: str, sizes: Iterable[int]) -> Iterator[str]:
    """The text cut into groups of these sizes; what is left makes the last one."""
    for size in sizes:
        if len(text) <= size:
            break
        yield text[:size]
        text = text[size:]
    yield text


def perhaps_grouped(random: Random, value: Value, separators: str = " -.") -> str:
    """In one piece, or in its usual groups."""
    groups = parts(value.text, value.groups if random.random() < 0.5 else ())
    return random.choice(separators).join(groups)


def in_groups(separators: list[str]) -> Spell:
    """The usual groups, one of these between them all."""
    return lambda random, value: random.choice(separators).join(parts(value.text, value.groups))


def in_mixed_groups(random: Random, value: Value) -> str:
    """The usual groups, something else each time between them."""
    first, *others = parts(value.text, value.groups)
    between = [random.choice(signs.PLAIN + signs.SPACES + signs.DASHES) for _ in others]
    return first + "".join(chain.from_iterable(zip(between, others, strict=True)))


def in_unusual_groups(random: Random, value: Value) -> str:
    """Groups that nobody prints on a card: pairs, single digits, halves, anything."""
    sizes: Iterable[int] = random.choice([repeat(1), repeat(5), repeat(8), repeat(6), (4, 8, 8)])
    if random.random() < 0.3:
        sizes = [random.randint(2, 6) for _ in value.text]
    separator = random.choice(signs.PLAIN)
    if random.random() < 0.2:  # with blanks or dots these are large figures and draws
        sizes, separator = repeat(random.choice([2, 3])), "-"
    return separator.join(parts(value.text, sizes))


def in_script(alphabets: list[str]) -> Spell:
    """The digits of another script or shape."""
    return lambda random, value: perhaps_grouped(random, value).translate(
        str.maketrans("0123456789", random.choice(alphabets))
    )


def in_several_scripts(random: Random, value: Value) -> str:
    """Every digit of a script of its own choice."""
    return "".join(
        random.choice(signs.SCRIPTS)[int(sign)] if sign in "0123456789" else sign
        for sign in value.text
    )


def full_width(random: Random, value: Value) -> str:
    """As a Chinese keyboard writes."""
    text = perhaps_grouped(random, value, "－　 -")
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def mathematical(random: Random, value: Value) -> str:
    """Bold, double-struck, monospace … as sites for fancy texts write."""
    digit, capital, small = random.choice(signs.STYLES)
    bases = {"0": digit, "A": capital, "a": small}

    def styled(sign: str) -> str:
        if not (sign.isascii() and sign.isalnum()):
            return sign
        first = "0" if sign.isdigit() else "A" if sign.isupper() else "a"
        made = chr(bases[first] + ord(sign) - ord(first))
        return made if unicodedata.normalize("NFKC", made) == sign else sign

    return "".join(map(styled, perhaps_grouped(random, value, " ")))


def with_unseen(random: Random, value: Value) -> str:
    """Signs without a width between the others: here and there, or everywhere."""
    sign, often = random.choice(signs.UNSEEN), random.choice([0.15, 1.0])
    first, *others = list(perhaps_grouped(random, value, " -"))
    return first + "".join((sign if random.random() < often else "") + one for one in others)


def with_marks(random: Random, value: Value) -> str:
    """Keycaps, or marks over or through the digits."""
    mark = random.choice(signs.MARKS)
    return "".join(sign + mark if sign.isalnum() else sign for sign in value.text)


def over_lines(random: Random, value: Value) -> str:
    """Cut between its groups, once, by the end of a line."""
    groups = list(parts(value.text, value.groups or [random.randrange(1, len(value.text))]))
    cut = random.randrange(1, len(groups))
    return " ".join(groups[:cut]) + random.choice(signs.LINE_ENDS) + " ".join(groups[cut:])


def wrapped(random: Random, value: Value) -> str:
    """Cut anywhere by the end of a line, as narrow columns and mailers cut."""
    text = perhaps_grouped(random, value, "-")
    cut = random.randrange(1, len(text))
    return text[:cut] + random.choice(signs.WRAPS) + text[cut:]


def escaped(forms: list[str]) -> Spell:
    """Some signs, or all, in one of these forms."""

    def spell(random: Random, value: Value) -> str:
        form, often = random.choice(forms), random.choice([0.2, 1.0])
        return "".join(
            form.format(ord(sign)) if random.random() < often else sign for sign in value.text
        )

    return spell


def in_address(random: Random, value: Value) -> str:
    """As a part of an address on the web, its separators escaped."""
    return quote(in_groups([" ", "-", "\u00a0"])(random, value), safe="")


def in_small(random: Random, value: Value) -> str:
    """All small."""
    return perhaps_grouped(random, value, " -").lower()


def in_any_case(random: Random, value: Value) -> str:
    """Small and capital as they come."""
    return "".join(random.choice([sign.lower(), sign.upper()]) for sign in value.text)


def look_alike(random: Random, value: Value) -> str:
    """Some letters are Cyrillic ones that look the same."""
    return "".join(
        sign.translate(signs.ALIKE) if random.random() < 0.5 else sign for sign in value.text
    )


def with_check_sign(random: Random, value: Value) -> str:
    """The X of a resident identity number, as it gets typed."""
    return value.text[:-1] + value.text[-1].replace("X", random.choice(signs.CHECK_SIGNS))


def plain(random: Random, value: Value) -> str:
    """As it is."""
    return value.text


def spelt_at(random: Random, value: Value) -> str:
    """An address whose sign is spelt so that machines don't see it."""
    local, _, domain = value.text.partition("@")
    at, dot = random.choice(signs.AT_SIGNS)
    return local + at + domain.replace(".", dot)


SPELLINGS: dict[str, Spell] = {
    "as it is": plain,
    "plain groups": in_groups(signs.PLAIN),
    "other spaces": in_groups(signs.SPACES),
    "other dashes": in_groups(signs.DASHES),
    "wide separators": in_groups(signs.SPACED),
    "odd separators": in_groups(signs.ODD),
    "signs of lists": in_groups(signs.LISTS),
    "mixed separators": in_mixed_groups,
    "unusual groups": in_unusual_groups,
    "digits of a script": in_script(signs.SCRIPTS),
    "digits of a shape": in_script(signs.SHAPES),
    "Han digits": in_script(signs.HAN),
    "several scripts": in_several_scripts,
    "full width": full_width,
    "mathematical": mathematical,
    "unseen signs": with_unseen,
    "marks": with_marks,
    "a line end between": over_lines,
    "a line end within": wrapped,
    "markup between": in_groups(signs.MARKUP),
    "entities": escaped(signs.ENTITIES),
    "JSON escapes": escaped(["\\u{:04x}"]),
    "in an address": in_address,
    "small letters": in_small,
    "any case": in_any_case,
    "look-alikes": look_alike,
    "check sign": with_check_sign,
    "spelt at": spelt_at,
}
