"""Chinese that says the same: courtesies, particles and a few words for one thing.

Works on the sentence as it is written; what isn't named here has to be equal, sign by sign.
"""

import re

COURTESIES = re.compile(
    r"^(?:你好|您好|请问一下|请问|请教一下|请教|麻烦问一下|我想问一下|想问一下|我想问|我想知道|我想了解一下|"
    r"能告诉我|能不能告诉我|可以告诉我|请告诉我|告诉我)[\s,，、:：!！。]*"
)
ENDINGS = re.compile(r"(?:谢谢您|谢谢你|谢谢|感谢|[呢啊呀哦哈]|[\s?？。!！,，~～])+$")

SAME: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(said), meant)
    for said, meant in (
        (r"您", "你"),
        (r"我们?的(?!士)", ""),
        (r"如何|怎样|咋|怎么(?!样|办|回事)", "怎么"),
        (r"我?(?:应该|该|要)?怎么(?:才能|去|来)?(?!样|办|回事)", "怎么"),
        (r"更改|变更", "修改"),
        (r"删掉", "删除"),
        (r"购买", "买"),
        (r"电邮|电子邮件", "邮件"),
        (r"为何|为啥", "为什么"),
        (r"多长时间", "多久"),
        (r"忘记", "忘"),
        (r"在?(?:哪儿|哪里|何处)|在哪(?!些|个|种|家|位|天|年|次|里|儿)", "哪里"),
        (r"哪里(?:可以|能够|能)(?=.)", "哪里"),
        (r"是否可以|可不可以|能不能|可否", "能否"),
    )
)
WHAT_IS = re.compile(r"^什么是(.{1,40})$")
MAY = re.compile(r"^([^不没]*)(?:可以|(?<![功性智可机职节])能(?!否|力|量|源))([^不没]*)[吗嘛]$")


def plain(text: str) -> str:
    """The sentence without courtesies, in the one wording of each thing."""
    before = ""
    while text != before:
        before = text
        text = ENDINGS.sub("", COURTESIES.sub("", text.strip()))
    for said, meant in SAME:
        text = said.sub(meant, text)
    if found := MAY.match(text):
        text = f"{found[1]}能否{found[2]}"
    if found := WHAT_IS.match(text):
        text = f"{found[1]}是什么"
    return text
