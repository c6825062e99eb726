"""Whether an answer may be kept and for whom, read at most every few seconds."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F

from accounts import facts
from chatapp.caching.keys import digest
from chatapp.caching.models import CacheRule, OptOut, Scope
from chatapp.caching.similar import feedback
from chatapp.caching.similar.learning import Standing
from chatapp.claude.request import Request

FRESH_SECONDS = 5.0
"""How long a change by an administrator may take to count in other processes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the answer to a request is kept, and for how long.

    `group` is where questions stand that differ from it by their text alone, `similar` what is
    known about answering those; None where they aren't answered.
    """

    key: str
    group: str
    seconds: int
    assistant: int | None
    similar: Standing | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    until: float
    scope: str
    seconds: int
    generation: int
    owner: str
    similar: Standing | None


_read: dict[tuple[int | None, int | None], _Known] = {}
_standings: dict[int, tuple[float, Standing | None]] = {}


def forget() -> None:
    """The rules have changed: this process reads them anew."""
    _read.clear()
    _standings.clear()


def plan_for(request: Request) -> Plan | None:
    """Where to look; None if this request is always asked anew.

    The scope is a part of the address, never of the text: two people whose scopes differ can't
    meet under one key. A question that carries a tool's result belongs to something that is
    going on, so it is asked anew.
    """
    if not settings.CLAUDE_CACHE_SECONDS or _carries_result(request):
        return None
    known = _known(request.user_id, request.assistant_id)
    if known.scope == Scope.NOBODY or not known.owner:
        return None
    where = f"{request.assistant_id or 0}:{known.generation}:{known.owner}"
    group = f"similar:{where}:{digest(request.replace(messages=()))}" if known.similar else ""
    key = f"answer:{where}:{digest(request)}"
    return Plan(key, group, known.seconds, request.assistant_id, known.similar)


def _carries_result(request: Request) -> bool:
    content = request.messages[-1]["content"] if request.messages else ""
    return not isinstance(content, str) and any(b.get("type") == "tool_result" for b in content)


def _known(user: int | None, assistant: int | None) -> _Known:
    known = _read.get((user, assistant))
    if known is None or time.monotonic() >= known.until:
        if len(_read) > 10_000:
            _read.clear()
        known = _read[(user, assistant)] = _read_rule(user, assistant)
    return known


def _read_rule(user: int | None, assistant: int | None) -> _Known:
    rule = CacheRule.objects.filter(assistant=assistant).first() or CacheRule()
    owner = ""
    if user is not None and not OptOut.objects.filter(pk=user).exists():
        owner = f"user-{user}"
        if rule.scope == Scope.EVERYONE:
            owner = "everyone"
        elif rule.scope == Scope.TEAM:
            team = facts.team_of(user)
            owner = f"team-{team}" if team else owner
    seconds = rule.keep_seconds or settings.CLAUDE_CACHE_SECONDS
    until = time.monotonic() + FRESH_SECONDS
    similar = _standing(rule) if owner and rule.similar else None
    return _Known(until, rule.scope, seconds, rule.generation, owner, similar)


def _standing(rule: CacheRule) -> Standing | None:
    """What was learned about a rule: one reading of judgements for everybody of this process."""
    until, standing = _standings.get(rule.pk, (0.0, None))
    if time.monotonic() >= until:
        until, standing = time.monotonic() + FRESH_SECONDS, feedback.standing_of(rule)
        _standings[rule.pk] = (until, standing)
    return standing


def purge(rule: CacheRule) -> None:
    """No answer kept under this rule so far is given again."""
    CacheRule.objects.filter(pk=rule.pk).update(generation=F("generation") + 1)
    forget()
