"""What a text is about: its telling words, and a short quotation of it."""

import re
from collections import Counter

from ..prompt import is_chinese

_LATIN = re.compile(r"[A-Za-zÀ-ɏ][\w'’+#-]*[\w+#]")
_HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_SAYS_LITTLE = """
    a about all also an and any are as at be been but by can could did do does for from get give
    had has have he help her him his how i if in into is it its just know like make me more most
    my need no not of on one or our out over please say she should show so some tell than that the
    their them then there these they this those to two up us use very want was we were what when
    where which who between compare difference list table step steps bullet code function script
    formula diagram why will with would write you your explain describe answer question thing
    things let's i'm i'd it's what's
"""
_STOP_WORDS = frozenset(_SAYS_LITTLE.split())
# Single characters that seldom stand inside a telling word: good places to cut a Chinese run.
_HAN_CUTS = re.compile(
    r"[的了是在和与及或把被给对从到就都也很吗呢吧啊我你他她它请为让]|怎么样?|什么|如何|为什么|哪些?"
    r"|这个|那个|一个|一下|可以|能不能|能否|有没有|帮忙|帮我|告诉|解释|介绍|说明"
)


def key_words(text: str, most: int = 6) -> list[str]:
    """The words that a reply should pick up, in the order of the text; never empty."""
    found = [word for word in _LATIN.findall(text) if word.lower() not in _STOP_WORDS]
    for run in _HAN_RUN.findall(text):
        found += [part[:8] for part in _HAN_CUTS.split(run) if len(part) >= 2]
    if is_chinese(text):
        found.sort(key=lambda word: text.find(word))
    unique = list(dict.fromkeys(found))
    if len(unique) > most:
        often = Counter(found)
        keep = sorted(unique, key=lambda word: -often[word])[:most]
        unique = [word for word in unique if word in keep]
    return unique or [shorten(text, 20) or "…"]


def shorten(text: str, length: int) -> str:
    """One line of at most so many characters, cut between words where there are any."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[:length]
    if " " in cut[length // 2 :]:
        cut = cut.rsplit(" ", 1)[0]
    return cut.rstrip(" ,.;:，。；：、") + "…"
