"""Which rules count for whom, read at most every few seconds."""

import hashlib
import json
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts import facts, rows
from chatapp.redaction import own
from chatapp.redaction.detection import Scanner
from chatapp.redaction.detectors import VERSION
from chatapp.redaction.kinds import KINDS, LITERAL, Action, name_of
from chatapp.redaction.models import OwnKind, Policy

FRESH_SECONDS = 5.0
"""How long a change by an administrator may take to count in other processes."""

ALARMS = "SELECT COUNT(*) FROM redaction_falsealarm WHERE conversation_id = %s"

OwnTerms = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """What is found and what is done about it. `revision` changes with every rule."""

    scanner: Scanner
    actions: dict[str, Action]
    names: dict[str, str] = field(default_factory=dict)
    may_correct: bool = True
    revision: str = ""

    def action(self, kind: str) -> Action:
        """What becomes of a value of this kind."""
        return Action.REPLACE if kind == LITERAL.code else self.actions.get(kind, Action.REPLACE)

    def name(self, kind: str) -> str:
        """The kind in words, in the language of the day."""
        return self.names.get(kind) or name_of(kind)

    def correctable(self, kind: str) -> bool:
        """Whether a person may say that a value of this kind is a false alarm."""
        return self.may_correct and self.action(kind) == Action.REPLACE


_read: dict[int | None, tuple[float, Rules]] = {}
_teams: dict[int | None, tuple[float, Rules]] = {}


def forget() -> None:
    """The rules have changed: this process reads them anew."""
    _read.clear()
    _teams.clear()


def rules_for(user_id: int | None) -> Rules:
    """The rules of a person's team, else everybody's, else the built-in defaults."""
    known = _read.get(user_id)
    if known is not None and time.monotonic() < known[0]:
        return known[1]
    if len(_read) > 10_000:
        _read.clear()
    until, rules = _of_team(facts.team_of(user_id))
    _read[user_id] = until, rules
    return rules


def _of_team(team: int | None) -> tuple[float, Rules]:
    known = _teams.get(team)
    if known is None or time.monotonic() >= known[0]:
        known = _teams[team] = time.monotonic() + FRESH_SECONDS, rules_of_team(team)
    return known


def rules_of_team(team: int | None) -> Rules:
    """The rules that count for the people of a team."""
    mine = Q(team=None) | Q(team=team) if team else Q(team=None)
    policies = sorted(Policy.objects.filter(mine), key=lambda policy: policy.team_id is None)
    return rules(policies[0] if policies else Policy(), list(OwnKind.objects.filter(mine)))


def rules(policy: Policy, own_kinds: list[OwnKind]) -> Rules:
    """The rules that a policy and own kinds make."""
    terms = tuple((kind.code, kind.form, kind.terms) for kind in own_kinds)
    actions = {kind: policy.action(kind) for kind in KINDS}
    actions |= {kind.code: Action(kind.action) for kind in own_kinds}
    facts = json.dumps([VERSION, sorted(actions.items()), terms])
    revision = hashlib.sha256(facts.encode()).hexdigest()[:16]
    names = {kind.code: kind.name for kind in own_kinds}
    return Rules(_scanner(terms), actions, names, policy.may_correct, revision)


@lru_cache(maxsize=64)
def _scanner(terms: OwnTerms) -> Scanner:
    return Scanner([own.detector(*kind) for kind in terms])


def shown(user_id: int) -> dict[str, Any]:
    """What the page needs to say beforehand what will be hidden."""
    rules = rules_for(user_id)
    return {
        "actions": rules.actions,
        "names": {kind: rules.name(kind) for kind in rules.actions},
        "may_correct": rules.may_correct,
    }


def revision(user_id: int, conversation: UUID) -> str:
    """What the hidden form of a history hangs on besides its text: rules and false alarms."""
    ((alarms,),) = rows.values(ALARMS, conversation)
    return f"{rules_for(user_id).revision}:{alarms}"
