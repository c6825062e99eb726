"""Units, currencies and sizes: the ones that are named must be the same, in the same order."""

from chatapp.caching.similar.reading import Reading
from chatapp.caching.similar.wordlists import words

NAMED = words(
    "mm cm m km inch inches foot feet ft yard yards mile miles meter meters metre metres "
    "kilometer kilometers kilometre kilometres centimeter centimeters centimetre "
    "centimetres millimeter millimeters g kg mg lb lbs oz gram grams kilogram kilograms "
    "milligram milligrams pound pounds ounce ounces stone ton tons tonne tonnes l ml liter "
    "liters litre litres milliliter gallon gallons pint pints quart cup cups teaspoon "
    "teaspoons tablespoon tablespoons tsp tbsp s ms ns us sec second seconds min minute "
    "minutes h hr hour hours day days week weeks month months year years decade decades "
    "century centuries c f k celsius fahrenheit kelvin degree degrees b kb mb gb tb pb kib "
    "mib gib tib byte bytes kilobyte kilobytes megabyte megabytes gigabyte gigabytes "
    "terabyte terabytes bit bits kbit mbit gbit kbps mbps gbps hz khz mhz ghz w kw mw wh "
    "kwh mwh v kv volt volts amp amps watt watts kilowatt kilowatts joule joules calorie "
    "calories kcal psi bar bars pascal mph kmh knot knots acre acres hectare hectares usd "
    "eur gbp jpy cny rmb chf cad aud inr dollar dollars euro euros yen yuan franc francs "
    "rupee rupees peso pesos cent cents penny pence percent percentage px pt em rem dpi "
    "token tokens person people user users seat seats team teams"
)
SIGNS = frozenset("$€£¥₹₩₽¢%‰°℃℉Ω′″")
HAN = words(
    "公里 千米 厘米 毫米 英里 英尺 英寸 公斤 千克 毫克 毫升 小时 分钟 星期 摄氏 华氏 美元 "
    "欧元 英镑 日元 人民币 港币 港元 台币 米 尺 寸 斤 克 磅 升 吨 秒 分 时 天 日 周 月 年 "
    "元 块 角 度 亩 兆 字节"
)


def differ(one: Reading, other: Reading) -> bool:
    return _units(one) != _units(other)


def _units(asked: Reading) -> list[str]:
    if asked.chinese:
        found = [(asked.text.find(unit), unit) for unit in HAN if unit in asked.text]
        return [unit for _, unit in sorted(found)] + _latin(asked)
    return _latin(asked)


def _latin(asked: Reading) -> list[str]:
    return [_one(token) for token in asked.tokens if token.lower() in NAMED or token in SIGNS]


def _one(unit: str) -> str:
    """`files` and `file` are one unit; `MB` and `Mb` are two."""
    return unit[:-1] if unit.endswith("s") and len(unit) > 3 else unit
