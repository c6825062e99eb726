"""Pairs of questions that are the same or differ in one thing: by hand, and from templates."""

import itertools
import random
from pathlib import Path

BY_HAND = Path(__file__).with_name("pairs_by_hand.tsv")
HELD_OUT = Path(__file__).with_name("pairs_held_out.tsv")
"""Written by somebody who had not seen the vetoes, of what people ask a help desk."""

HARD = ("number", "unit", "negation", "order", "name", "language", "code", "quoted", "date",
        "intent", "private")  # fmt: skip
"""Families in which a wrong answer must not happen at all."""

FRAMES = {
    "number": ("How do I pay {} invoices?", "Can {} people share it?", "怎么付{}张发票？"),
    "unit": ("How much is 12 {}?", "Is 3 {} enough?", "12{}是多少？"),
    "negation": ("How do I {} sharing?", "Can I {} my account?", "怎么{}我的账户？"),
    "order": ("How do I turn {} into {}?", "Can {} replace {}?", "怎么把{}变成{}？"),
    "name": ("How do I write to {}?", "Where is {}?", "怎么联系{}？"),
    "language": ("What is thanks in {}?", "Is the manual there in {}?", "说明书有{}版吗？"),
}
FILLINGS = {
    "number": ("2", "3", "12", "20", "two", "twelve", "1,200", "1.2", "²", "两", "十二", "百"),
    "unit": ("km", "m", "kg", "g", "MB", "GB", "Mb", "hours", "days", "dollars", "euros", "%",
             "°C", "°F", "公里", "米", "公斤", "克", "小时", "天", "美元", "欧元"),
    "negation": ("enable", "disable", "open", "close", "lock", "unlock", "not use", "use", "allow",
                 "block", "开启", "关闭", "锁定", "解锁", "不用", "用", "允许", "禁止"),
    "order": ("PDF", "Word", "a text", "an image", "the seller", "the buyer",
              "文字", "图片", "表格"),
    "name": ("Anna", "Hanna", "Ann", "Berlin", "Bern", "Acme", "acme corp", "ACME",
             "李雷", "韩梅梅", "张伟", "张玮"),
    "language": ("English", "French", "German", "Chinese", "Polish",
                 "中文", "英文", "法文", "德文"),
}  # fmt: skip
WRAPPED = (
    "Hi, {}", "{} Thanks!", "Could you please tell me {}", "hello {} please",
    "请问{}", "您好，{}谢谢",
)  # fmt: skip
TOPICS = (
    "reset my password", "cancel my order", "download an invoice", "invite a new member",
    "share a folder", "change my address", "connect a printer", "book a meeting room",
    "request a day off", "report a bug", "rename a project", "archive old messages",
    "add a payment method", "transfer a licence", "print a label",
)  # fmt: skip
ZH_TOPICS = ("重置密码", "取消订单", "下载发票", "邀请成员", "共享文件夹", "修改地址",
             "连接打印机", "预订会议室",
             "申请休假", "报告问题", "重命名项目", "归档消息",
             "添加付款方式", "转移许可证", "打印标签")  # fmt: skip
ASKED = ("How do I {}?", "How can I {}?", "how to {}", "Please tell me how I can {}.",
         "Hi, could you tell me how to {}? Thanks", "What do I have to do to {}?",
         "Hello! how do we {}", "How would I {}?")  # fmt: skip
ZH_ASKED = (
    "怎么{}？",
    "如何{}？",
    "请问怎样{}？",
    "我该怎么{}呢？",
    "您好，我想知道怎么才能{}，谢谢！",
)

Pair = tuple[str, str, str]


def by_hand() -> list[Pair]:
    """Family, one question, the other."""
    return _read(BY_HAND)


def held_out() -> list[Pair]:
    """As `by_hand`, but never looked at while rules are written."""
    return _read(HELD_OUT)


def _read(file: Path) -> list[Pair]:
    lines = file.read_text("utf-8").splitlines()
    return [(kind, one, other) for kind, one, other in (line.split("\t") for line in lines)]


def different(rng: random.Random) -> list[Pair]:
    """From templates: pairs that differ in exactly one thing, half of them in courtesies, too."""
    made = []
    for kind, frames in FRAMES.items():
        english = [word for word in FILLINGS[kind] if word.isascii() or not _is_han(word)]
        chinese = [word for word in FILLINGS[kind] if _is_han(word)]
        for frame in frames:
            words = chinese if _is_han(frame) else english
            for one, other in itertools.combinations(words, 2):
                pair = (one, other) if kind == "order" else (one,)
                back = (other, one) if kind == "order" else (other,)
                asked, again = frame.format(*pair), frame.format(*back)
                if rng.random() < 0.5:
                    again = _wrapped(rng, again)
                made.append((kind, asked, again))
    return made


def _wrapped(rng: random.Random, text: str) -> str:
    frames = [frame for frame in WRAPPED if _is_han(frame) == _is_han(text)]
    chosen = rng.choice(frames)
    return chosen.format(text[0].lower() + text[1:])


def stream(rng: random.Random) -> list[tuple[str, str]]:
    """Questions as people ask them, one after the other: what is meant, and the words."""
    asked = [
        *((ASKED[0].format(topic), frame.format(topic)) for topic in TOPICS for frame in ASKED),
        *((ZH_ASKED[0].format(topic), frame.format(topic)) for topic in ZH_TOPICS
          for frame in ZH_ASKED),
    ]  # fmt: skip
    meanings: dict[str, str] = {}
    for kind, one, other in sorted(by_hand(), key=lambda pair: pair[0] != "same"):
        mine = meanings.setdefault(one, one)
        theirs = meanings.setdefault(other, mine if kind == "same" else other)
        asked += [(mine, one), (theirs, other)]
    for _, one, other in rng.sample(different(rng), 200):
        asked += [(_bare(one), one), (_bare(other), other)]
    rng.shuffle(asked)
    return asked


def in_a_row(rng: random.Random, asked: list[Pair]) -> list[tuple[str, str]]:
    """The questions of pairs, one after the other: what is meant (one of all its wordings), words.

    Pairs that say the same may share a question, so what is meant is found over all of them.
    """
    meant = {text: text for _, *both in asked for text in both}
    for kind, one, other in asked:
        if kind == "same":
            mine, theirs = meant[one], meant[other]
            meant.update((text, mine) for text, now in list(meant.items()) if now == theirs)
    texts = list(meant)
    rng.shuffle(texts)
    return [(meant[text], text) for text in texts]


def _bare(text: str) -> str:
    """A question from a template without what was wrapped around it."""
    for frame in WRAPPED:
        before, after = frame.split("{}")
        if text.startswith(before) and text.endswith(after) and len(before + after) > 0:
            inside = text[len(before) : len(text) - len(after)]
            return inside[0].upper() + inside[1:]
    return text


def _is_han(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)
