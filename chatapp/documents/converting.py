"""Runs the converting process: few at a time, never longer than a person waits."""

import asyncio
import json
import logging
import re
import signal
import sys
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from django.conf import settings

from chatapp.documents.refusal import Refused

logger = logging.getLogger(__name__)

AT_ONCE = 2
SECONDS = 60.0
PAGES_AT_ONCE = 4
"""Painted by one process: its start takes longer than a page."""
ENDED_BY: dict[int, str] = {
    signal.SIGXCPU: "too_slow",
    signal.SIGKILL: "too_slow",
    signal.SIGABRT: "bomb",
}
"""What it means if a signal ends the process: PDFium aborts where there is no memory left."""
_PLACE = re.compile(r"^  (File .+)", re.MULTILINE)
_KIND = re.compile(r"^([A-Za-z_][\w.]*)(?::|$)", re.MULTILINE)
HERE = Path(__file__).parent
_slots = asyncio.Semaphore(AT_ONCE)
_painting: WeakValueDictionary[tuple[Path, int], asyncio.Lock] = WeakValueDictionary()


async def read(workplace: Path, name: str) -> dict[str, Any]:
    """Converts `workplace/original`; the facts of the file. Raises Refused."""
    original = str(workplace / "original")
    return await _run("read", original, name, str(workplace), str(settings.PDF_MAX_PAGES))


async def paint(folder: Path, page: int, pages: int) -> Path:
    """The picture of one of a PDF's pages, kept for the next time; its neighbours come with it.

    Whoever asks for one of them meanwhile waits for the same process. Raises Refused.
    """
    target = folder / f"page-{page}"
    first = (page - 1) // PAGES_AT_ONCE * PAGES_AT_ONCE + 1
    last = min(pages, first + PAGES_AT_ONCE - 1)
    lock = _painting.setdefault((folder, first), asyncio.Lock())
    async with lock:
        if not target.exists():
            original = str(folder / "original")
            try:
                await _run("paint", original, str(folder), str(first), str(last))
            except Refused:
                if not target.exists():  # else a later page is the one that is damaged
                    raise
    return target


async def _run(*arguments: str) -> dict[str, Any]:
    async with _slots:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "convert", *arguments),
            cwd=HERE,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONUTF8": "1"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(SECONDS):
                said, complaint = await process.communicate()
        except TimeoutError:
            raise Refused("too_slow") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if process.returncode:
        logger.warning("Converting failed (%s): %s", process.returncode, _where(complaint))
        raise Refused(ENDED_BY.get(-process.returncode, "damaged"))
    facts: dict[str, Any] = json.loads(said)
    if code := facts.get("refused"):
        raise Refused(code)
    return facts


def _where(complaint: bytes) -> str:
    """The place and the kind of an error; its words may be the document's."""
    _, _, trace = complaint.decode("utf-8", "replace").rpartition("Traceback ")
    places = _PLACE.findall(trace)
    return ", ".join([*places[-1:], *_KIND.findall(trace)[:1]]) if places else "no trace"
