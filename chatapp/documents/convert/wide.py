"""UTF-16 and UTF-32 without a mark of their byte order: told by the text they would make."""

import unicodedata

SAMPLE_BYTES = 4096
ENCODINGS = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
COMMON_CHINESE = frozenset(
    "的一是不了在人有我他这中大来上个国和说们为子地出你时年得就那要下以会可也后能這個國來們為時後說會"
)
MOST_HIGH_BYTES = 0.6
"""Different higher bytes by different lower ones: a script lies within few of the higher. Read in
the wrong order, it has few lower ones."""
LEAST_COMMON = 0.08
"""Of the characters of Chinese text; in the wrong order there is hardly one."""
UNWRITTEN = {"Cc", "Cn", "Co", "Cs"}
LIKELY_SHARE, UNLIKELY_SHARE, MOST_SPRINKLED = 0.25, 0.05, 0.1


def encoding_of(data: bytes) -> str:
    """The encoding of bytes with zeros among them, "" unless it is sure."""
    sample = data[:SAMPLE_BYTES]
    for encoding in ENCODINGS:
        unit = int(encoding[4:6]) // 8
        if len(data) % unit == 0 and _is_text(sample, encoding):
            return encoding
    return ""


def is_likely(data: bytes) -> bool:
    """Whether letters and zeros take turns: text, though not a readable one."""
    sample = data[:SAMPLE_BYTES]
    shares = sorted(sample[at::2].count(0) / max(1, len(sample[at::2])) for at in (0, 1))
    takes_turns = shares[0] < UNLIKELY_SHARE and shares[1] > LIKELY_SHARE
    return takes_turns and _is_printable(sample)


def is_sprinkled(data: bytes) -> bool:
    """Whether it is plain text with a few zeros in it: they can go."""
    sample = data[:SAMPLE_BYTES]
    return sample.count(0) < MOST_SPRINKLED * len(sample) and _is_printable(sample)


def _is_printable(sample: bytes) -> bool:
    letters = sample.replace(b"\0", b"").decode("utf-8", "replace")
    return bool(letters) and not any(map(_is_unwritten, letters)) and "\ufffd" not in letters[:-1]


def share_of_common_chinese(text: str) -> float:
    """Of the characters that are not ASCII, how many are among the commonest Chinese ones."""
    others = sum(not character.isascii() for character in text)
    return sum(map(text.count, COMMON_CHINESE)) / max(1, others)


def _is_text(sample: bytes, encoding: str) -> bool:
    """Whether there are only written characters, of few scripts or of common Chinese."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:  # else the sample ends within a character
            return False
        text = sample[: error.start].decode(encoding)
    if not text or any(map(_is_unwritten, text)):
        return False
    codes = [ord(character) for character in text]
    high, low = ({code >> 8 for code in codes}, {code & 0xFF for code in codes})
    is_in_order = len(high) <= MOST_HIGH_BYTES * len(low)
    return is_in_order or share_of_common_chinese(text) >= LEAST_COMMON


def _is_unwritten(character: str) -> bool:
    return unicodedata.category(character) in UNWRITTEN and not character.isspace()
