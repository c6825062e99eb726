"""What a conversation is called before anybody has named it."""

TITLE_CHARS = 60


def first_line(text: str) -> str:
    """The beginning of the first line that says something, cut at a word where there are words."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if len(line) <= TITLE_CHARS:
        return line
    cut = line[:TITLE_CHARS]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > TITLE_CHARS // 2 else cut).rstrip(" ,.;:，。；：") + "…"
