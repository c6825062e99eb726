"""Days, months, years, times of day, and words that mean one of them from today on."""

from chatapp.caching.similar.reading import Reading
from chatapp.caching.similar.wordlists import words

NAMED = words(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur "
    "thurs fri sat sun january february march april may june july august september october "
    "november december jan feb mar apr jun jul aug sep sept oct nov dec today tomorrow "
    "yesterday tonight now currently morning noon afternoon evening night midnight weekday "
    "weekdays weekend weekends daily weekly monthly yearly annual annually quarterly hourly "
    "am pm bc ad utc gmt est pst cet christmas easter spring summer autumn fall winter ago "
    "since until till before after during later earlier recent recently latest current new "
    "newest old oldest this next last past future q1 q2 q3 q4 fiscal calendar early late"
)
HAN = words(
    "前天 昨天 今天 明天 后天 上周 本周 这周 下周 上个 这个 下个 上月 本月 下月 去年 今年 "
    "明年 前年 后年 现在 目前 以前 以后 之前 之后 早上 上午 中午 下午 晚上 凌晨 春 夏 秋 冬 "
    "周末 工作日 节 最新 最近 每天 每周 每月 每年 季度"
)


def differ(one: Reading, other: Reading) -> bool:
    return _dates(one) != _dates(other)


def _dates(asked: Reading) -> list[str]:
    """In order of the sentence; numbers in dates are the numbers' own family."""
    spoken = asked.tokens if asked.chinese else asked.meant  # "good morning" is no time
    words = [word for token in spoken if (word := token.lower()) in NAMED]
    if words[-1:] in (["may"], ["am"]) and not asked.chinese and len(words) == 1:
        words = []  # "may I", "am I"
    return words + [word for word in HAN if word in asked.text]
