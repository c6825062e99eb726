"""Names: words with a capital inside a sentence, and words that are names where they have one."""

from chatapp.caching.similar.reading import Reading
from chatapp.caching.similar.wordlists import words

ALSO_NAMES = words(
    "polish turkey china japan java python apple amazon windows word excel access teams "
    "slack zoom meta chase target gap shell rust go swift mark bill will rose grace frank "
    "march may august reading nice bath cork lima jordan georgia victoria chad guinea "
    "hamburg cologne brazil crystal ruby perl julia scala kotlin docker oracle sun eclipse "
    "spark kafka flask django rails spring angular react vue chrome edge safari opera "
    "firefox signal telegram outlook drive docs sheets notion linear"
)

GIVEN = words(
    "alice bob carol dave eve anna ann anne emma olivia sophia mia james john robert "
    "michael william david richard joseph thomas charles daniel matthew anthony paul andrew "
    "joshua kevin brian george edward jon peter henry jack oliver harry leo max ben sam tom "
    "tim jim joe mike chris alex mary patricia jennifer linda elizabeth barbara susan "
    "jessica sarah karen lisa nancy laura kate jane lucy hannah wei li wang zhang chen liu "
    "yang huang zhao wu zhou"
)
"""Names that people write small."""

SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)


def differ(one: Reading, other: Reading) -> bool:
    return _names(one) != _names(other)


def _names(asked: Reading) -> list[str]:
    """In order; a small word that could be a name counts as it is written."""
    words = asked.text.split()
    first = words[0].strip("\"'(¿¡.,?!;:") if words else ""
    found = [token for token in asked.tokens if token[:1].isupper()]
    found += [token for token in asked.tokens if token in ALSO_NAMES or token in GIVEN]
    found += [
        "".join(asked.meant[at : at + 3]) for at, sign in enumerate(asked.meant) if sign in SURNAMES
    ]
    if first.lower() in ALSO_NAMES:
        found.append(first)
    return found
