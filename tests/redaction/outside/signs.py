"""What people and programs write between digits and instead of them, straight from Unicode."""

import sys
import unicodedata

from tests.redaction.outside.blanks import listed

SCRIPTS = [
    "".join(chr(zero + n) for n in range(10))
    for zero in range(0x80, sys.maxunicode)
    if unicodedata.decimal(chr(zero), None) == 0
]
SHAPES = listed("⁰¹²³⁴⁵⁶⁷⁸⁹ ¦ ₀₁₂₃₄₅₆₇₈₉ ¦ ⓪①②③④⑤⑥⑦⑧⑨ ¦ ⓿❶❷❸❹❺❻❼❽❾ ¦ 🄋➀➁➂➃➄➅➆➇➈ ¦ 🄌➊➋➌➍➎➏➐➑➒")
HAN = listed(
    "〇一二三四五六七八九 ¦ 零一二三四五六七八九 ¦ 零壹贰叁肆伍陆柒捌玖 ¦ 零壹貳參肆伍陸柒捌玖"
)
STYLES = [  # where bold, double-struck … digits, capitals and small letters begin
    (0x1D7CE, 0x1D400, 0x1D41A),
    (0x1D7D8, 0x1D538, 0x1D552),
    (0x1D7E2, 0x1D5A0, 0x1D5BA),
    (0x1D7EC, 0x1D5D4, 0x1D5EE),
    (0x1D7F6, 0x1D670, 0x1D68A),
]

PLAIN = [" ", "-", "."]
SPACES = [chr(c) for c in range(0x80, 0x3001) if unicodedata.category(chr(c)) == "Zs"]
DASHES = [chr(c) for c in range(0x80, 0x10000) if unicodedata.category(chr(c)) == "Pd"]
DASHES += "−➖⁃﹣ー⁻"
SPACED = ["  ", " - ", "   ", "\t", " – ", " . ", "--", "- "]
ODD = [*"_/·•:~．。・*+='¦›…", "\\"]
LISTS = [",", ", ", "|", " | ", ";", "; ", "、", "，"]
UNSEEN = [
    *"\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u061c\u034f\u180e\u2061\u2062\u2063",
    *"\u115f\u3164\ufe0f\ufe0e\u202a\u202c\u202d\u202e\u2066\u2069\U000e0020",
]
MARKS = ["\ufe0f\u20e3", "\u20e3", "\u0332", "\u0336", "\u0301", "\u20dd"]
LINE_ENDS = ["\n", "\r\n", " \n", "\n  ", "\n> ", "-\n", "\n\t", "\u2028", "\x0b", "\x85"]
LINE_ENDS += ["\n// ", "\n# ", "\n * ", "<br>", "<br/>\n"]
WRAPS = ["\n", "\r\n", "\n> ", "\n  ", "=\n"]
MARKUP = listed(r"""
</b> <b> ¦ <wbr> ¦ &nbsp; ¦ &#8209; ¦ &#x2d; ¦ &thinsp; ¦ ** ** ¦ `-` ¦ &#32; ¦ %20 ¦ %2D ¦ + ¦
\u00a0 ¦ \u2011 ¦ \t ¦ \n ¦ \- ¦ &ensp; ¦ &shy;
""")
ENTITIES = ["&#{};", "&#x{:x};", "&#{:05d};"]
ALIKE = str.maketrans("ABCEHIKMOPSTXYaceiopsxy", "АВСЕНІКМОРЅТХУасеіорѕху")
CHECK_SIGNS = "xＸｘⅩⅹХхΧ×"
AT_SIGNS = [
    *(("＠", "."), ("﹫", "."), ("＠", "．"), ("@", "。"), ("(at)", "."), ("[at]", ".")),
    ("(at)", "(dot)"),
    *(("{at}", "{dot}"), ("&#64;", "."), ("%40", "."), ("\\u0040", "."), ("&commat;", ".")),
    *(("@", "&period;"), ("(@)", "."), ("[@]", "."), ("<at>", "."), ("@", "[.]"), ("@", "(.)")),
    *(("_at_", "_dot_"), (" @ ", "."), (" (at) ", "."), (" [at] ", "[dot]"), (" at ", " dot ")),
    *((" AT ", " DOT "), ("\u200b@\u200b", ".")),
]
"""How the sign and the dots of an address get spelt."""
