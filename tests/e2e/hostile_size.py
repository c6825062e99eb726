"""What would stop the page or grow over it: too deep, too many, too large."""

ZALGO = "".join(chr(0x300 + number) for number in range(0x60))

OVERGROWN = {
    "roots in roots": "$$" + "\\sqrt{" * 400 + "x" + "}" * 400 + "$$",
    "powers of powers": "\\(" + "x^{" * 300 + "x" + "}" * 300 + "\\)",
    "fractions by a macro": "$$\\def\\a#1{\\frac{1}{\\frac{1}{\\frac{1}{\\frac{1}{#1}}}}}"
    + "\\a{" * 45 + "x" + "}" * 45 + "$$",
    "a macro of macros": "$$\\def\\a{xxxxxxxxxx}\\def\\b{\\a\\a\\a\\a\\a\\a\\a\\a\\a}"
    "\\def\\c{\\b\\b\\b\\b\\b\\b\\b\\b}\\def\\d{\\c\\c\\c\\c\\c\\c\\c}\\d\\d\\d\\d\\d$$",
    "columns of an array": "$$\\begin{array}{" + "c" * 2000 + "}" + "x&" * 2000 + "\\end{array}$$",
    "formulas": " ".join(f"\\(x_{{{number}}}\\)" for number in range(900)),
    "emphasis": "*a **a " * 3000,
    "quotations": "\n".join("> " * level + "x" for level in range(1, 200)),
    "lists": "\n".join("  " * level + "- x" for level in range(200)),
    "details": "<details open>\n\n" * 200 + "x",
    "superscripts": "<sup>" * 800 + "x",
    "columns of a table": "|" + "a|" * 800 + "\n|" + "---|" * 800 + "\n|" + "1|" * 800,
    "marks on a letter": "x" + ZALGO * 40,
    "a word": "W" * 20_000,
    "joined signs": "\U0001f468" + "\u200d\U0001f469" * 3000,
    "edges": "```mermaid\ngraph LR\n" + "\n".join(f"n{n}-->n{n + 1}" for n in range(450)) + "\n```",
    "a label": "```mermaid\ngraph TD\nA[" + "y" * 30_000 + "]\n```",
    "slashes": "```js\n" + "/(" * 2000 + "\n```\n\n```latex\n" + "\\begin{" * 2000 + "\n```",
    "data": "![x](data:image/gif;base64," + "R" * 100_000 + ")",
}  # fmt: skip

OUTSIDE_ITSELF = {
    "to the left": "\\(\\llap{\\rule{40em}{1em}}x\\)",
    "far to the left": "words \\(\\kern{-30em}\\rule{20em}{2em}\\)",
    "to the right": "words " * 14 + "\\(\\rlap{\\rule{40em}{1em}}\\)",
    "upwards": "\\(\\raisebox{20em}{\\rule{40em}{2em}}\\smash{\\rule{30em}{30em}}\\)",
}
