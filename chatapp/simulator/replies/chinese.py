"""Simplified Chinese phrases of the simulated replies."""

from .voice import Voice

CHINESE = Voice(
    disclosure=(
        "*这是内置的模拟器，不是 Claude：它并不具备知识，只是像真实服务一样逐字输出。"
        "输入 `/simulate help` 查看它能做什么。*"
    ),
    greeting="你好！想试试什么？可以随便提问，也可以让我写代码、列表格或写公式。",
    quote="你的问题：{subject}",
    earlier="在这次对话里，你之前写过：{subject}",
    headings=(
        ("简要回答", "可以关注的几点"),
        ("基本思路", "一步一步来"),
        ("初步看法", "值得考虑的地方"),
    ),
    openings=(
        "问题的核心在于**{first}**，以及它与**{second}**的关系。先把已经知道的部分用一句话写下来，"
        "再处理剩下的部分。",
        "不妨先把**{first}**和**{second}**分开来看。各自弄清楚之后，两者之间的联系往往就能解释大半个问题。",
        "看待**{first}**有好几种角度。见效最快的做法，是从**{second}**的一个小例子开始，亲手验证一遍。",
    ),
    point="{number}. **{name}**：{text}",
    points=(
        ("目标", "说清楚“{word}”做到什么程度才算好，以及如何判断。"),
        ("事实", "收集关于“{word}”的已知信息，并标出哪些只是假设。"),
        ("方案", "为“{word}”写下两三种做法，每种各列一个缺点。"),
        ("验证", "先用最简单的办法处理“{word}”的一个真实例子，再继续深入。"),
    ),
    closings=(
        "如果你愿意多说一些关于{first}的情况，我可以讲得更具体。",
        "接下来要不要看一个关于{first}的例子？",
        "告诉我哪一点对你最重要，我再展开说明。",
    ),
    code_intro="下面是一个完整的 {language} 小例子：",
    code_note="这段代码可以直接运行。把函数体换成你自己的逻辑，并保留这个小测试。",
    table_intro="对比如下：",
    table_head=("方面", "优点", "注意事项"),
    table_cells=(
        ("容易上手", "后期会变复杂"),
        ("资料丰富", "需要维护"),
        ("运行速度快", "以后不易改动"),
        ("试错成本低", "单独说明不了太多"),
    ),
    maths="对于一元二次方程 \\(ax^2 + bx + c = 0\\)（其中 \\(a \\ne 0\\)），它的解是",
    diagram="用图表示：",
    list_intro="简单列一下：",
    attachment="我看到了你的{kind}（{facts}）。",
    size="{size:,} 字节",
    kinds={"image": "图片", "document": "文档"},
    citation="你的文档里写道：",
    tool_intro="我来调用 {names}。",
    tool_result="**{name}** 返回的结果：",
    tool_error="**{name}** 调用失败，返回信息：",
    tool_closing="以上就是工具针对{subject}给出的结果",
    no_tools="这次请求没有提供任何工具，所以没有可以调用的工具。",
    search_intro="我来搜索一下网络。",
    search_result=("模拟的搜索结果", "这个网页是模拟器编造的。"),
    search_answer="第一条结果说，这个网页是模拟器编造的。",
    thinking=(
        "这个问题与{first}有关。我应该先说明{first}在这里是什么意思，再看看{second}，"
        "然后给出简短而有条理的回答。"
    ),
    thinking_result="工具已经返回结果。我检查一下，然后用自己的话说明。",
    refusal="模拟器按要求拒绝回答。",
    unheard_of="模拟器不认识这个命令。",
    section="第 {number} 部分：{word}",
    sentences=(
        "从远处看，{word}关乎次序：先做什么，决定了后面什么会变得容易。",
        "与{word}有关的麻烦，大多始于同一个词被两个人作了不同的理解。",
        "关于{word}，一个小实验胜过一场漫长的争论。",
        "把自己对{word}的了解写下来，很快就会看出还缺什么。",
        "不妨问一问：如果{word}是一件简单的事，它会是什么样子？",
        "{word}的好处出现得早，代价出现得晚，好的计划会把两者都写明。",
        "关于{word}，两个例子比一个好，三个例子就能看出规律。",
        "在依赖{word}之前先做测试，没有人会为此后悔。",
    ),
    quotation="“{text}”",
    joiner="、",
)
