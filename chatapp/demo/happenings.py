"""One call of the demo company's history: who asks what, how it ends, what is booked for it."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID

from accounts.models import Organisation
from billing.charges import Charge
from billing.models import LedgerEntry, Reservation
from billing.prices import price_of
from billing.tokens import OUTPUT, Tokens
from chatapp.caching.models import Hit
from chatapp.models import ClaudeCall

MODELS = ("claude-sonnet-5-5", "claude-haiku-5-5", "claude-opus-5-5")
TITLE_MODEL = "claude-haiku-5-5"
SPEED_MS = {"claude-sonnet-5-5": 14, "claude-haiku-5-5": 7, "claude-opus-5-5": 24}
FAILURES = (("overloaded", 529, 5), ("rate_limited", 429, 5), ("server_failed", 500, 3))
RARE = (("stream_cut", 200, 1), ("connection_failed", None, 3), ("invalid_request", 400, 1))


@dataclass(slots=True)
class Happening:
    """A call with everything that the product would have stored for it."""

    call: ClaudeCall
    entries: list[LedgerEntry] = field(default_factory=list)
    reservation: Reservation | None = None
    hit: Hit | None = None


class Office:
    """People with their habits, on one day after the other."""

    def __init__(
        self, luck: random.Random, people: list[tuple[int, int | None]], assistants: list[int]
    ) -> None:
        self.luck, self.people = luck, people
        self.zone = Organisation.current().zone
        self.reach = list(accumulate(1 / (1 + at) ** 0.7 for at in range(len(people))))
        luck.shuffle(self.people)
        self.favourite = {pk: luck.choices(MODELS, (6, 3, 1))[0] for pk, _team in people}
        habits: list[int | None] = [*assistants, None, None, None]
        self.assistant = {pk: luck.choice(habits) for pk, _team in people}
        self.assistants = habits
        self.trouble = False
        self.day = date.min

    def begin(self, day: date) -> None:
        """A new day; one in nine has an afternoon on which Claude is overloaded."""
        self.day, self.trouble = day, self.luck.random() < 0.11

    def call(self, at: datetime) -> Happening:
        """Somebody asks something at this moment."""
        luck = self.luck
        user, team = luck.choices(self.people, cum_weights=self.reach)[0]
        title = luck.random() < 0.16
        model = TITLE_MODEL if title else self.favourite[user]
        if not title and luck.random() < 0.15:
            model = luck.choice(MODELS)
        call = ClaudeCall(
            id=UUID(int=luck.getrandbits(128), version=4),
            user_id=user,
            team_id=team,
            purpose="title" if title else "chat",
            model=model,
            answered_by=model,
            started_at=at,
            status=200,
            stop_reason="end_turn",
            attempts=[],
        )
        assistant = None if title else self.assistant[user]
        if not title and luck.random() < 0.03:
            assistant = luck.choice(self.assistants)
        if not title and luck.random() < 0.06:
            return self._from_cache(call, assistant)
        tokens = self._tokens(title=title)
        chance = luck.random()
        bad = self.trouble and 13 <= at.astimezone(self.zone).hour < 16
        if chance < (0.3 if bad else 0.014):
            return self._failed(call, *luck.choice(FAILURES if bad or chance < 0.01 else RARE))
        stopped = not title and chance > 0.97
        self._take_time(call, tokens, retried=luck.random() < (0.4 if bad else 0.03))
        if stopped:
            call.error_code, call.stop_reason = "cancelled", ""
        return self._booked(call, tokens, assistant, estimated=stopped)

    def _tokens(self, *, title: bool) -> Tokens:
        luck = self.luck
        if title:
            return Tokens(input=luck.randrange(180, 900), output=luck.randrange(4, 14))
        read = int(luck.lognormvariate(7.6, 1.0)) if luck.random() < 0.55 else 0
        return Tokens(
            input=int(luck.lognormvariate(6.3, 1.1)) + 12,
            output=int(luck.lognormvariate(5.7, 0.9)) + 3,
            cache_read=read,
            cache_write_5m=int(luck.lognormvariate(6.4, 0.8)) if luck.random() < 0.35 else 0,
            cache_write_1h=int(luck.lognormvariate(7.0, 0.7)) if luck.random() < 0.03 else 0,
            server_tools={"web_search_requests": 1} if luck.random() < 0.02 else {},
        )

    def _take_time(self, call: ClaudeCall, tokens: Tokens, *, retried: bool) -> None:
        luck = self.luck
        first = int(luck.lognormvariate(6.4, 0.45)) + tokens.prompt // 60
        rest = tokens.output * SPEED_MS[call.model] * luck.uniform(0.7, 1.5)
        if retried:
            for number in range(luck.randrange(1, 3)):
                waited = int(luck.uniform(400, 900) * 2**number)
                call.waited_ms += waited
                call.attempts.append(self._attempt("overloaded", 529, 90, waited))
        call.first_token_ms = first + call.waited_ms
        call.duration_ms = call.first_token_ms + int(rest)
        call.attempts.append(self._attempt("ok", 200, first + int(rest), 0))
        call.request_id = call.attempts[-1]["request_id"]
        call.input_tokens, call.output_tokens = tokens.input, tokens.output
        call.cache_read_tokens = tokens.cache_read
        call.cache_write_5m_tokens = tokens.cache_write_5m
        call.cache_write_1h_tokens = tokens.cache_write_1h

    def _attempt(self, code: str, status: int | None, took: int, waited: int) -> dict[str, Any]:
        return {
            "code": code,
            "status": status,
            "duration_ms": took,
            "waited_ms": waited,
            "request_id": f"req_demo_{self.luck.getrandbits(48):012x}" if status else "",
        }

    def _failed(self, call: ClaudeCall, code: str, status: int | None, tries: int) -> Happening:
        for number in range(tries):
            waited = int(self.luck.uniform(400, 900) * 2**number) if number < tries - 1 else 0
            call.waited_ms += waited
            call.attempts.append(self._attempt(code, status, self.luck.randrange(40, 400), waited))
        call.error_code, call.status, call.stop_reason, call.answered_by = code, status, "", ""
        call.duration_ms = call.waited_ms + self.luck.randrange(100, 2000)
        call.request_id = call.attempts[-1]["request_id"]
        return Happening(call)

    def _from_cache(self, call: ClaudeCall, assistant: int | None) -> Happening:
        call.from_cache, call.cost_nano = "exact", 0
        call.saved_nano = self.luck.randrange(1_000_000, 30_000_000)
        call.first_token_ms = call.duration_ms = self.luck.randrange(2, 14)
        hit = Hit(
            call_id=call.id,
            user_id=call.user_id,
            assistant_id=assistant,
            model=call.model,
            saved_nano=call.saved_nano,
            created_at=call.started_at,
        )
        return Happening(call, hit=hit)

    def _booked(
        self, call: ClaudeCall, tokens: Tokens, assistant: int | None, *, estimated: bool
    ) -> Happening:
        price = price_of(call.model, call.started_at, prompt_tokens=tokens.prompt)
        guessed = frozenset({OUTPUT}) if estimated else frozenset()
        charge = Charge(tokens, price, len(call.attempts), estimated=guessed)
        ended = call.started_at + timedelta(milliseconds=call.duration_ms)
        shared: dict[str, Any] = {
            "call_id": call.id,
            "user_id": call.user_id,
            "team_id": call.team_id,
            "assistant_id": assistant,
            "purpose": call.purpose,
        }
        day = call.started_at.astimezone(self.zone).date()
        entries = [
            LedgerEntry(
                **shared,
                attempt=charge.attempt,
                kind=line.kind,
                model=price.model,
                quantity=line.quantity,
                unit_nano=line.rate.unit_nano,
                factor_ppm=line.rate.factor_ppm,
                price_id=price.price_id,
                amount_nano=line.amount_nano,
                estimated=line.estimated,
                booked_at=call.started_at,
                day=day,
                created_at=ended,
            )
            for line in charge.lines()
        ]
        call.cost_nano = sum(entry.amount_nano for entry in entries)
        reservation = Reservation(
            **shared,
            state=Reservation.State.SETTLED,
            reserved_nano=call.cost_nano * 3,
            reserved_tokens=tokens.total * 3,
            reserved_output=tokens.output * 3,
            settled_nano=call.cost_nano,
            reserved_at=call.started_at,
            lease_until=ended + timedelta(seconds=30),
            closed_at=ended,
        )
        return Happening(call, entries, reservation)
