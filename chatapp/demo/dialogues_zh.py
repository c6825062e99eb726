"""Demo conversations in Chinese: (title, [question, answer, question, answer …])."""

DIALOGUES: list[tuple[str, list[str]]] = [
    (
        "季度用量报告怎么写",
        [
            "我要给管理层写一份季度用量报告，只有一页，应该包括哪些内容？",
            "## 一页报告的四个部分\n\n"
            "| 部分 | 回答的问题 | 图表 |\n|---|---|---|\n"
            "| 费用 | 是否在预算之内？ | 每月柱状图 |\n"
            "| 使用 | 哪些团队受益最多？ | 前五名 |\n"
            "| 质量 | 成功率和等待时间如何？ | 折线图 |\n"
            "| 下一步 | 我们要改变什么？ | 三句话 |\n\n"
            "把与上季度的对比写在每个数字**旁边**，不要放在脚注里。",
            "语气再正式一点，写出第一段。",
            "本季度，全公司共使用 Claude 完成 12,480 次对话，费用为预算的 71%，"
            "较上季度上升 6 个百分点，主要来自客服团队的新流程。",
        ],
    ),
    (
        "把这份合同翻译成英文",
        [
            "请把这句话翻译成英文：供应商不得在未经书面同意的情况下提高价格。",
            "> The supplier shall not raise prices without prior written consent.\n\n"
            "合同里用 **shall not** 表示禁止；“书面同意”译为 *prior written consent*，"
            "强调同意必须在涨价之前取得。",
        ],
    ),
    (
        "客户投诉邮件回复",
        [
            "客户抱怨发货晚了三天，请帮我写一封简短的回复。",
            "您好：\n\n感谢您的来信。您的订单因仓库盘点晚发了三天，这是我们的责任。"
            "包裹已于今天上午寄出，预计后天送达。我们已为您退回运费。\n\n"
            "如果还有其他问题，请直接回复这封邮件。",
        ],
    ),
    (
        "Python 读取大文件",
        [
            "怎样用 Python 逐行读取一个 5 GB 的日志文件并统计每个状态码的数量？",
            "逐行迭代文件对象即可，内存占用与文件大小无关：\n\n"
            "```python\nfrom collections import Counter\nfrom pathlib import Path\n\n\n"
            "def status_codes(path: Path) -> Counter[str]:\n"
            '    """每个状态码出现的次数。"""\n'
            '    with path.open(encoding="utf-8", errors="replace") as lines:\n'
            "        words = (line.split() for line in lines)\n"
            "        return Counter(line[8] for line in words if len(line) > 8)\n```\n\n"
            "瓶颈通常是磁盘而不是 Python。",
        ],
    ),
]
