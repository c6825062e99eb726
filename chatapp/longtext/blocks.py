"""How a long text and its job stand in messages: blocks of our own, which Claude never gets."""

from typing import Any

from chatapp.longtext.models import Job, LongText

Block = dict[str, Any]

SOURCE = "long_text_source"
JOB = "long_text"
BEGINNING_CHARS = 160


def source(text: LongText) -> Block:
    """The text as a card in the question: how long it is and how it begins."""
    return {
        "type": SOURCE,
        "id": str(text.id),
        "name": text.name,
        "chars": len(text.text),
        "begins": " ".join(text.text[: BEGINNING_CHARS * 2].split())[:BEGINNING_CHARS],
    }


def of_job(job: Job, done: int, *, seconds: float | None = None) -> Block:
    """How far the job has come; `seconds` is what is left as far as can be told."""
    return {
        "type": JOB,
        "job": str(job.id),
        "state": job.state,
        "done": done,
        "parts": job.parts,
        "steps": job.steps,
        "price_nano": job.price_nano,
        "most_nano": job.most_nano,
        "seconds": None if seconds is None else round(seconds),
    }
