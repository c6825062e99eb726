"""`/simulate help`: every command in one table, in both languages."""

COMMANDS = (
    ("400 · 401 · 402 · 403 · 404 · 408 · 413 · 500 · 503 · 504 · 529",
     "fail with this HTTP status", "返回这个 HTTP 错误"),
    ("400 credit", "the error for low credit", "余额不足的错误"),
    ("400 long", "the error for a prompt that is too long", "提示过长的错误"),
    ("429 · 429 30",
     "rate limit, `retry-after` in seconds", "触发速率限制，可指定 `retry-after` 秒数"),
    ("429 bare", "rate limit without `retry-after`", "速率限制，但没有 `retry-after`"),
    ("429 spend · 429 contract", "spend limit: must not be retried", "达到消费上限：不应重试"),
    ("429 ramp", "usage grows too fast", "用量增长过快"),
    ("overload", "overloaded inside the stream, before any text", "流中报过载，尚无文字"),
    ("overload late", "overloaded after some text", "输出一部分后报过载"),
    ("cut", "the connection is reset in mid-stream", "中途连接被重置"),
    ("eof", "the stream ends early and cleanly", "流提前正常结束"),
    ("silent", "some text, then nothing for ever", "输出一些文字后不再有任何数据"),
    ("slow", "2 tokens a second", "每秒 2 个 token"),
    ("fast", "as fast as possible", "尽可能快"),
    ("pace 200", "so many tokens a second", "指定每秒 token 数"),
    ("flaky 2 529", "fail twice with this status, then succeed", "先失败两次，然后成功"),
    ("refusal · refusal cyber", "stop with a refusal", "以拒绝结束"),
    ("pause", "pause the turn; send it back to continue", "暂停本轮，原样发回后继续"),
    ("max_tokens", "stop at the token limit", "因达到 token 上限而停止"),
    ("window", "stop because the window is full", "因上下文窗口已满而停止"),
    ("thinking", "show thinking first", "先显示思考过程"),
    ("tool · tool 3 · tools",
     "call a tool, three in a row, all at once", "调用一个工具、连续三次、同时全部"),
    ("search", "a web search with citations", "带引用的网页搜索"),
    ("unknown", "events and blocks of unknown types", "未知类型的事件和内容块"),
    ("markdown", "every Markdown feature", "所有 Markdown 元素"),
    ("hostile", "scripts, beacons and bad links", "脚本、信标与恶意链接"),
    ("long 3000", "about so many tokens", "大约这么多 token 的长文"),
    ("empty", "an answer without any text", "没有任何文字的回答"),
    ("help", "this table", "本表"),
)  # fmt: skip


def render(chinese: bool) -> str:
    """The table of commands as Markdown."""
    title = "模拟器命令" if chinese else "Simulator commands"
    intro = (
        "在消息的任意一行开头写上命令；命令后面的文字会当作问题来回答。"
        if chinese
        else "Put a command at the start of a line; words after it are answered as the question."
    )
    head = ("命令", "作用") if chinese else ("Command", "What happens")
    rows = []
    for command, english, translated in COMMANDS:
        names = " ".join(f"`/simulate {name}`" for name in command.split(" · "))
        rows.append(f"| {names} | {translated if chinese else english} |")
    return "\n".join(
        [f"## {title}", "", intro, "", f"| {head[0]} | {head[1]} |", "| --- | --- |", *rows]
    )
