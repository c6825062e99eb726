"""Runs the converting process: few at a time, never longer than a person waits."""

import asyncio
import json
import logging
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from chatapp.documents.refusal import Refused

logger = logging.getLogger(__name__)

AT_ONCE = 2
SECONDS = 60.0
_slots = asyncio.Semaphore(AT_ONCE)


async def read(workplace: Path, name: str) -> dict[str, Any]:
    """Converts `workplace/original`; the facts of the file. Raises Refused."""
    original = str(workplace / "original")
    return await _run("read", original, name, str(workplace), str(settings.PDF_MAX_PAGES))


async def paint(folder: Path, page: int) -> Path:
    """The picture of one page of a PDF, kept for the next time. Raises Refused."""
    target = folder / f"page-{page}"
    if not target.exists():
        started = folder / f"page-{page}-new"
        await _run("paint", str(folder / "original"), str(page), str(started))
        started.replace(target)
    return target


async def _run(*arguments: str) -> dict[str, Any]:
    async with _slots:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "chatapp.documents.convert", *arguments),
            cwd=settings.BASE_DIR,
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
        logger.warning("Converting failed (%s): %s", process.returncode, complaint[-500:])
        raise Refused("too_slow" if process.returncode < 0 else "damaged")
    facts: dict[str, Any] = json.loads(said)
    if code := facts.get("refused"):
        raise Refused(code)
    return facts
