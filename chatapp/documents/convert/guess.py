"""Letters of old encodings, told by the language that they make; never a guess between scripts."""

from charset_normalizer import CharsetMatch, from_bytes

SAMPLE_BYTES = 200_000
ENCODINGS = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "koi8_r"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949"),
]
"""Those that files really come in, the commonest first; a longer list finds a rare one for many."""
MOSTLY_ASCII = 0.7
MOST_NARROW = 0.2
"""Katakana of half width: what Chinese looks like when it is read as Japanese."""


def encoding_of(data: bytes) -> str:
    """The encoding of bytes that aren't Unicode, "" where several are as likely.

    Where most letters are plain ones, the commonest encoding of those that are as likely.
    """
    sample = data[:SAMPLE_BYTES]
    matches = list(from_bytes(sample, cp_isolation=ENCODINGS))
    best = [one for one in matches if _rank(one) == _rank(matches[0])]
    found = {name for one in best for name in (one.encoding, *one.could_be_from_charset)}
    plain = sum(byte < 0x80 for byte in sample) / len(sample)
    if not best or (len(best) > 1 and plain < MOSTLY_ASCII):
        return ""
    text = str(best[0])
    narrow = sum("\uff61" <= letter <= "\uff9f" for letter in text)
    if narrow > MOST_NARROW * len(text):
        return ""
    return next((name for name in ENCODINGS if name in found), "")


def _rank(match: CharsetMatch) -> tuple[float, float]:
    return match.chaos, -match.coherence
