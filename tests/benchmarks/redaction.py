"""Redaction: what it misses and finds falsely, what the composer announces, MB in a second.

`--each` values of each manner and `--texts` of each harmless kind, of `--seed`.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import django

from tests.benchmarks.rig.table import table
from tests.benchmarks.splitting import book, chinese, english
from tests.redaction.outside.blanks import filled

MB = 1_000_000
LOG_LINE = (
    "%Y-%m-%d %H:%M:%S,{d3} INFO 10.1{d2}.2.7 GET /item/{n9} 200 {d6} 0.{d4} u{d4}@example.com"
)
SHOWN = 6
HINTS = Path(__file__).parent / "rig" / "hints.mjs"
ATTEMPTS = 3


def texts() -> dict[str, str]:
    """One megabyte of each sort."""
    chance = Random(1)

    def much(line: Callable[[], str]) -> str:
        lines, size = [], 0
        while size < MB:
            lines.append(line())
            size += len(lines[-1].encode()) + 1
        return "\n".join(lines)

    def cells(join: str) -> str:
        return much(
            lambda: join.join(str(chance.randrange(10 ** chance.randint(1, 8))) for _ in range(12))
        )

    return {
        "English prose": book(english, "Chapter {}\n\n", MB),
        "Chinese prose": book(chinese, "第{}回\n\n", MB),
        "cells between commas": cells(","),
        "cells between tabs": cells("\t"),
        "log lines with addresses": much(lambda: filled(chance, LOG_LINE)),
        "nothing but numbers": much(
            lambda: " ".join(str(chance.randrange(10 ** chance.randint(4, 16))) for _ in range(8))
        ),
        "numbers of sixteen digits": much(lambda: str(chance.randrange(10**15, 10**16))),
    }


def recall(each: int, seed: str) -> list[list[str]]:
    """A row per kind: how many were hidden whole, in which manners some were not."""
    from tests.redaction.outside.measure import KINDS, missed

    rows = [["kind", "values", "hidden whole", "missed in"]]
    for name, kind in KINDS.items():
        manners = Counter(one.manner for one in missed(name, each, seed))
        values = each * len(kind.manners)
        share = f"{1 - manners.total() / values:.2%}"
        where = ", ".join(f"{manner} {count}" for manner, count in manners.most_common(SHOWN))
        rows.append([name, f"{values:,}", share, where])
    return rows


def false_alarms(texts: int, seed: str) -> list[list[str]]:
    """A row per harmless kind in which anything was found, the most first, and one for all."""
    from tests.redaction.outside.harmless import HARMLESS
    from tests.redaction.outside.measure import alarms, numbers_in

    counts = {
        kind: Counter(found for found, _ in alarms(kind, write, texts, seed))
        for kind, write in HARMLESS.items()
    }
    read = {kind: texts * numbers_in(kind) for kind in HARMLESS}
    rows = [["harmless text", "read", "false", "as"]]
    for kind in sorted(counts, key=lambda kind: -counts[kind].total() / read[kind]):
        if counts[kind]:
            share = f"{counts[kind].total() / read[kind]:.2%}"
            rows.append([kind, f"{read[kind]:,}", share, ", ".join(counts[kind])])
    total, false = sum(read.values()), sum(found.total() for found in counts.values())
    rows.append([f"all {len(HARMLESS)} kinds", f"{total:,}", f"{false / total:.2%}", ""])
    return rows


def hints(each: int, texts: int, seed: str) -> list[list[str]]:
    """A row per kind: of what the server hides, how much the composer announces beforehand."""
    from chatapp.redaction.detection import Scanner
    from tests.redaction.outside.harmless import HARMLESS
    from tests.redaction.outside.measure import KINDS, planted

    random, scanner = Random(seed), Scanner()
    written = [
        (name, manner, planted(name, manner, random).text)
        for name, kind in KINDS.items()
        for manner in kind.manners
        for _ in range(each)
    ]
    written += [
        ("harmless", "", write(random)) for write in HARMLESS.values() for _ in range(texts)
    ]
    announced = _announced([text for _, _, text in written])
    hidden, said, unsaid = Counter[str](), Counter[str](), dict[str, Counter[str]]()
    for (name, manner, text), kinds in zip(written, announced, strict=True):
        if bool(scanner.scan(text)) is not (name == "harmless"):
            hidden[name] += 1
            said[name] += bool(kinds)
            if not kinds:
                unsaid.setdefault(name, Counter())[manner] += 1
    rows = [["kind", "hidden by the server", "announced", "not in"]]
    for name in KINDS:
        where = ", ".join(f"{m} {n}" for m, n in unsaid.get(name, Counter()).most_common(SHOWN))
        rows.append([name, f"{hidden[name]:,}", f"{said[name] / hidden[name]:.1%}", where])
    share = f"{said['harmless'] / hidden['harmless']:.2%}"
    rows.append(["texts with nothing to hide", f"{hidden['harmless']:,}", share, ""])
    return rows


def _announced(texts: list[str]) -> list[list[str]]:
    node = shutil.which("node", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    command = [node or "node", "--no-warnings", "--experimental-vm-modules", str(HINTS)]
    asked = subprocess.run(
        command, input=json.dumps(texts).encode(), capture_output=True, check=True
    )
    kinds: list[list[str]] = json.loads(asked.stdout)
    return kinds


def speed() -> list[list[str]]:
    """CPU seconds for a megabyte, the best of some attempts, each with nothing remembered."""
    from chatapp.redaction.detection import Scanner

    rows = [["1 MB of", "CPU s", "MB/s"]]
    for name, text in texts().items():
        seconds = []
        for _ in range(ATTEMPTS):
            scanner, began = Scanner(), time.process_time()
            scanner.scan(text)
            seconds.append(time.process_time() - began)
        rows.append([name, f"{min(seconds):.2f}", f"{len(text.encode()) / MB / min(seconds):.1f}"])
    return rows


def run(argv: Sequence[str]) -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="redaction", description=__doc__)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--texts", type=int, default=1000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", choices=("recall", "false", "hints", "speed"))
    asked = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    tables = {
        "recall": lambda: recall(asked.each, asked.seed),
        "false": lambda: false_alarms(asked.texts, asked.seed),
        "hints": lambda: hints(asked.each // 4, asked.texts // 20, asked.seed),
        "speed": speed,
    }
    for name, measured in tables.items():
        if asked.only in (None, name):
            sys.stdout.write(table(measured()) + "\n")
    return 0
