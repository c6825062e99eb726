"""Negation, and the words of which one turns the other around: on and off, 开 and 关."""

from chatapp.caching.similar.reading import Reading
from chatapp.caching.similar.wordlists import words

NEGATIONS = words(
    "not no never none nobody nothing nowhere neither nor without cannot cant dont doesnt "
    "isnt wont didnt aint hardly barely rarely seldom except excluding unless instead fail "
    "fails failed lack lacks false avoid stop refuse deny forbid prohibited illegal"
)
TURNING = words(
    "un dis in im il ir non mis de anti re over under pre post hyper hypo inter intra ex up down "
    "out off on"
)
OPPOSED = words(
    "allowed on off in out up down to from into onto before after above below over under inside "
    "outside with without for against enable disable enabled disabled activate deactivate "
    "open close opened closed start stop begin end add remove install uninstall increase "
    "decrease raise lower allow block accept reject approve decline grant revoke include "
    "exclude import export upload download buy sell lend borrow send receive push pull lock "
    "unlock mute unmute show hide attach detach connect disconnect join leave enter exit "
    "login logout signin signout signup subscribe unsubscribe follow unfollow encrypt "
    "decrypt compress decompress zip unzip expand collapse max min maximum minimum more "
    "less most least best worst better worse good bad fast slow faster slower big small "
    "bigger smaller large larger largest smallest high low higher highest lowest long short "
    "longer shorter old new older newer young early late first last hot cold warm cool wet "
    "dry hard soft heavy light dark bright full empty true false yes no pass fail win lose "
    "profit loss income expense asset liability debit credit buyer seller landlord tenant "
    "employer employee teacher student doctor patient parent child mother father man woman "
    "male female boy girl husband wife brother sister host guest client server sender "
    "recipient left right north south east west top bottom front back public private "
    "internal external online offline manual automatic legal illegal safe unsafe possible "
    "impossible always never often rarely all none everyone nobody positive negative plus "
    "minus multiply divide ascending descending vertical horizontal forward backward "
    "clockwise counterclockwise gain hire fire deposit withdraw arrive depart arrival "
    "departure check-in check-out checkin checkout refund charge save delete create destroy "
    "build break freeze thaw undo redo backup restore upgrade downgrade promote demote "
    "mount unmount pause resume follow lead give take bring ask answer question reply read "
    "write input output cause effect affect prevent cure treat diagnose hypertension "
    "hypotension"
)
HAN_NEGATIONS = frozenset("不没无未非别莫勿否免拒禁停忌缺失")
HAN_OPPOSED = frozenset(
    "开关启闭进出入上下前后左右大小多少高低长短快慢新旧早晚冷热干湿轻重买卖收发借还加减增升降取"
    "存删装卸始终男女父母夫妻老少好坏真假对错内外公私远近软硬黑白东西南北推拉锁解静显隐正反胜负赢输盈亏优劣"
    "主客师生起止与给向从被把让由比"
)


def differ(one: Reading, other: Reading) -> bool:
    if one.chinese or other.chinese:
        return _signs(one) != _signs(other) or _turning(one) != _turning(other)
    return _turning(one) != _turning(other) or _turned(one, other)


def _turning(asked: Reading) -> list[str]:
    return [
        word
        for token in (*asked.opening.split(), *asked.meant)
        if (word := token.lower()) in NEGATIONS or word in OPPOSED or word.endswith("n't")
    ]


def _signs(asked: Reading) -> list[str]:
    """Turning signs of the sentence in one wording: 能不能 asks and denies nothing."""
    return [s for s in asked.meant if s in HAN_NEGATIONS or s in HAN_OPPOSED]


def _turned(one: Reading, other: Reading) -> bool:
    """Whether a word of one is a word of the other behind `un-`, `dis-` and their like."""
    mine = {w.lower() for w in one.meant} - {w.lower() for w in other.meant}
    theirs = {w.lower() for w in other.meant} - {w.lower() for w in one.meant}
    return any(
        longer == begin + shorter or _stem(longer) == begin + _stem(shorter)
        for a in mine
        for b in theirs
        for longer, shorter in ((a, b), (b, a))
        for begin in TURNING
    ) or any(_suffix_turned(a, b) for a in mine for b in theirs)


def _suffix_turned(a: str, b: str) -> bool:
    """`employer` and `employee`, `useful` and `useless`."""
    pairs = (("er", "ee"), ("or", "ee"), ("ful", "less"))
    return any(
        x.endswith(p) and y.endswith(q) and x[: -len(p)] == y[: -len(q)]
        for p, q in pairs
        for x, y in ((a, b), (b, a))
    )


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word[: -len(ending)]
    return word
