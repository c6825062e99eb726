"""Markdown while it is written: it only grows, never flickers, and what is finished stays."""

import re
from urllib.parse import unquote

from tests.e2e.person import Person, script

TEXTS = [
    "# Title\n\nSome *words* and **strong ones**, `code`, [a link](https://a.example/b_(c)) end.\n",
    "- one\n- two **bold**\n  - nested `x`\n- three\n\nAfter. It costs $5 or $6, 3 * 4 * 5.\n",
    "Intro:\n\n| A | B |\n|---|--:|\n| 1 | 2 |\n| three | **four** |\n\nEnd.\n",
    "Text\n\n```python\ndef f(x):\n    return `x`\n```\n\nMore\n\n~~~\nplain\n~~~\nlast",
    "1. first\n2. second\n\n   more of it\n\n> quote **x**\n> more\n\nOther\n---\n\n***\n\nend",
    "Maths $$a^2$$ and \\(x_1\\) and\n\n$$\nE = mc^2\n\n\\frac{1}{2}\n$$\n\n\\[\nx\n\\]\n\nend\n",
    "![p](https://e.example/a.png) <kbd>Ctrl</kbd> Vec<T> & x < y ~~no~~ https://a.example/x_y\n",
    "- [ ] to do\n- [x] done *it*\n\nLine one  \nLine two\\\nline three\n\n<details>\n\nin\n\n"
    "</details>\n\nout",
    "中文段落,**加粗**,以及`代码`。\n\n- 第一\n- 第二\n\n"
    "| 名 | 值 |\n| -- | -- |\n| 甲 | 1 |\n\n完。",
    "Long:\n\n" + "\n".join(f"- item {n} **b{n}**\n  - sub" for n in range(20)) + "\n\nAfter\n",
    "\n".join(f"{n}. item {n}" for n in range(1, 20)) + "\n\n20. loose one\n\nAfter\n",
    "| a | b |\n|---|---|\n" + "\n".join(f"| {n} | **x** |" for n in range(30)) + "\n\nAfter\n",
    "```py\n" + "\n".join(f"line {n} ` `` x" for n in range(20)) + "\n```\nafter\n\n"
    "~~~~js\n```\n~~~\nx\n~~~~\n\n   ```\n   in\n   ```\nend",
]


async def test_shown_text_grows_stays_when_stopped_and_ends_as_if_read_at_once(
    person: Person,
) -> None:
    for result in await person.run(script("grow"), TEXTS):
        assert result["flickers"] == [], result["text"]
        assert result["same"], result["text"]


async def test_what_is_too_dear_waits_as_plain_text_and_ends_as_if_read_at_once(
    person: Person,
) -> None:
    dear = ["```py\n" + "print('words')\n" * 40 + "```\nend", "words *and* words " * 40, TEXTS[2]]
    for result in await person.run(script("slow_clock"), dear):
        assert result == {"plain": 1, "same": True}


async def test_finished_blocks_are_never_touched_again(person: Person) -> None:
    assert await person.run(script("finished_blocks")) == [True, 0]


async def test_code_maths_and_diagrams_come_when_needed(person: Person) -> None:
    assert not [url for url in person.requested if "katex" in url or "mermaid" in url]
    await person.ask("/simulate markdown")
    await person.answer()
    reply = person.replies.last
    await reply.locator(".katex").first.wait_for()
    await reply.locator(".hljs-keyword").first.wait_for()
    await reply.locator("img.diagram").wait_for()
    code = reply.get_by_role("region", name="Code in python")
    assert await code.locator("..").get_by_role("button", name="Copy code").is_visible()
    assert "$5 and $10" in await reply.inner_text()
    links = await reply.get_by_role("link").all()
    assert links
    for link in links:
        assert await link.get_attribute("target") == "_blank"
        assert "noopener" in (await link.get_attribute("rel") or "")
    assert not person.page_errors


async def test_a_diagram_is_whole_for_who_wants_no_motion(person: Person) -> None:
    await person.page.emulate_media(reduced_motion="reduce")
    await person.ask("/simulate fast a flowchart of a shop")
    source = await person.replies.last.locator("img.diagram").get_attribute("src")
    frame = re.search(r'viewBox="(\S+) (\S+) ', unquote(source or ""))
    assert frame
    assert min(float(frame[1]), float(frame[2])) >= 0  # measured while it moved, it began at -90


async def test_a_formula_that_is_too_wide_can_be_scrolled(person: Person) -> None:
    await person.page.set_viewport_size({"width": 320, "height": 640})
    await person.run(
        script("show"), "So \\(\\frac{a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q+r+s+t+u+v+w}{2}\\)."
    )
    formula = person.thread.locator(".maths-wide")
    await formula.wait_for()
    seen, whole = await formula.evaluate("(line) => [line.clientWidth, line.scrollWidth]")
    assert seen < 320 < whole
