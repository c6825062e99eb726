"""What a language has to provide so that replies can be written in it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """The phrases of one language. Braces are filled by `str.format`."""

    disclosure: str
    greeting: str
    quote: str
    earlier: str
    headings: tuple[tuple[str, str], ...]
    openings: tuple[str, ...]
    point: str
    points: tuple[tuple[str, str], ...]
    closings: tuple[str, ...]
    code_intro: str
    code_note: str
    table_intro: str
    table_head: tuple[str, str, str]
    table_cells: tuple[tuple[str, str], ...]
    maths: str
    diagram: str
    list_intro: str
    attachment: str
    size: str
    kinds: dict[str, str]
    citation: str
    tool_intro: str
    tool_result: str
    tool_error: str
    tool_closing: str
    no_tools: str
    search_intro: str
    search_result: tuple[str, str]
    search_answer: str
    thinking: str
    thinking_result: str
    refusal: str
    unheard_of: str
    section: str
    sentences: tuple[str, ...]
    quotation: str
    joiner: str
