"""Questions whose answers are kept, so that a similar one finds them.

They stand in Django's cache under the assistant, the generation, the scope and everything else that
Claude is told beside the question. A list is read, changed and written back: of two questions
that are added at the same moment one may be missing, which costs a hit and nothing else.
"""

from dataclasses import dataclass

import orjson
from django.core.cache import cache

from chatapp.caching.rules import Plan
from chatapp.caching.similar import scoring, vetoes
from chatapp.caching.similar.reading import LONGEST_CHARS, Reading, read
from chatapp.caching.similar.vetoes import private
from chatapp.claude.request import Purpose, Request

MOST = 200
"""Questions in one list, the newest; older ones are forgotten first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that was answered, and the address of its answer."""

    question: str
    key: str

    @property
    def reading(self) -> Reading:
        return read(self.question)


def question_of(request: Request) -> str:
    """The text that may be compared; empty where there is more than one question's text.

    An earlier turn, a picture, a document, a concealed value: what it means hangs on more than its
    words.
    """
    if request.purpose != Purpose.CHAT or len(request.messages) != 1:
        return ""
    (message,) = request.messages
    content = message["content"]
    if not isinstance(content, str):
        if len(content) != 1 or content[0].get("type") != "text":
            return ""
        content = content[0].get("text") or ""
    content = content.strip()
    is_fit = message["role"] == "user" and len(content) <= LONGEST_CHARS
    return content if is_fit and not private.is_private(content) else ""


def keep(plan: Plan, question: str) -> None:
    """This question has an answer under `plan.key` now."""
    others = [pair for pair in _read(plan) if pair[1] != plan.key]
    cache.set(plan.group, orjson.dumps([(question, plan.key), *others][:MOST]), plan.seconds)


def near(plan: Plan, question: str) -> list[Candidate]:
    """Questions that no veto keeps apart from this one, the newest first."""
    asked = read(question)
    found = (Candidate(text, key) for text, key in _read(plan))
    return [
        one
        for one in found
        if scoring.is_plausible(asked, one.reading) and not vetoes.forbids(asked, one.reading)
    ]


def _read(plan: Plan) -> list[tuple[str, str]]:
    kept = cache.get(plan.group)
    return [] if kept is None else [(text, key) for text, key in orjson.loads(kept)]
