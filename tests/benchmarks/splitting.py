"""Splitting long texts: seconds, memory beside the text, and whether any sentence was cut."""

import os
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence

import django

from tests.benchmarks.rig.table import table

MODEL, LIMIT = "claude-sonnet-5-5", 40_000
WORDS = (
    *("the", "of", "whale", "sea", "ship", "a", "in", "was", "and", "to", "Mr.", "Starbuck"),
    *("looked", "upon", "that", "great", "deck"),
)
HAN = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"


def english(chance: random.Random) -> str:
    """A paragraph, its lines broken as a printed book breaks them."""
    sentences = (" ".join(chance.choices(WORDS, k=chance.randint(5, 30))) for _ in range(6))
    words = ". ".join(sentence.capitalize() for sentence in sentences).split(" ")
    lines = [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
    return "\n".join(lines) + ".\n\n"


def chinese(chance: random.Random) -> str:
    """A paragraph in one line."""
    sentences = ("".join(chance.choices(HAN, k=chance.randint(5, 30))) for _ in range(8))
    return "".join(sentence + chance.choice("。！？") for sentence in sentences) + "\n\n"


def book(paragraph: Callable[[random.Random], str], heading: str, size: int) -> str:
    """Chapters of 30 paragraphs, about so many bytes."""
    chance, parts, written = random.Random(1), list[str](), 0
    while written < size:
        chapter = [heading.format(len(parts) + 1), *(paragraph(chance) for _ in range(30))]
        parts.append("".join(chapter))
        written += len(parts[-1].encode())
    return "".join(parts)


def run(argv: Sequence[str]) -> int:
    """Prints a row per text; fails if a part is over its limit or something is lost."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from chatapp.claude import estimate
    from chatapp.longtext.splitting import split

    texts = {
        "5 MB English": book(english, "Chapter {}\n\n", 5_000_000),
        "5 MB Chinese": book(chinese, "第{}回\n\n", 5_000_000),
        "10 MB in one line": "x" * 10_000_000,
    }
    rows = [["text", "parts", "seconds", "memory MiB", "sentences cut"]]
    for name, text in texts.items():
        began = time.perf_counter()
        parts = split(text, MODEL, LIMIT)
        seconds = time.perf_counter() - began
        tracemalloc.start()
        split(text, MODEL, LIMIT)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        if "".join(text[p.start : p.end] for p in parts) != text:
            return 1
        if any(estimate.of_text(text[p.context : p.end], MODEL) > LIMIT for p in parts):
            return 1
        cut = sum(text[: p.end].rstrip()[-1:] not in ".。！？" for p in parts if len(text) > p.end)
        whole = "-" if "line" in name else str(cut)
        rows.append([name, str(len(parts)), f"{seconds:.1f}", f"{peak:.1f}", whole])
    sys.stdout.write(table(rows))
    return 0
