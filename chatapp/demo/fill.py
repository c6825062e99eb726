"""Writes the demo company into the database: people, conversations, the calls behind them."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from accounts.models import Team, User
from accounts.roles import Role
from billing import ledger
from billing.calls import Call
from billing.charges import Charge
from billing.prices import price_of
from billing.tokens import Tokens
from chatapp.demo.dialogues_en import DIALOGUES as ENGLISH
from chatapp.demo.dialogues_zh import DIALOGUES as CHINESE
from chatapp.demo.people import PEOPLE, Person
from chatapp.models import ClaudeCall, Conversation, Message
from chatapp.monitoring import counting
from chatapp.search import query

PASSWORD = "chatapp-demo"  # noqa: S105
MODELS = ("claude-sonnet-5-5", "claude-haiku-5-5", "claude-opus-5-5")
DAYS_BACK = 21


@transaction.atomic
def fill(seed: int = 1) -> tuple[int, int]:
    """Adds whoever and whatever is missing; returns (people, conversations) added.

    Filling twice adds nothing the second time: a person who is there keeps what they have.
    """
    luck = random.Random(seed)  # noqa: S311
    people = conversations = 0
    for person in PEOPLE:
        if get_user_model().objects.filter(email=person.email).exists():
            continue
        user = _add_person(person)
        people += 1
        for title, lines in _dialogues(person):
            _add_conversation(user, title, lines, luck)
            conversations += 1
    return people, conversations


def _add_person(person: Person) -> User:
    team, _ = Team.objects.get_or_create(name=person.team)
    return User.objects.create_user(
        person.email, PASSWORD, role=Role(person.role), display_name=person.name, team=team
    )


def _dialogues(person: Person) -> Iterator[tuple[str, list[str]]]:
    for language in person.languages:
        yield from CHINESE if language == "zh" else ENGLISH


def _add_conversation(user: User, title: str, lines: list[str], luck: random.Random) -> None:
    model = luck.choice(MODELS)
    moment = timezone.now() - timedelta(
        days=luck.randrange(DAYS_BACK), minutes=luck.randrange(5, 600)
    )
    chat = Conversation.objects.create(owner=user, title=title, model=model, active_at=moment)
    parent: Message | None = None
    for index, line in enumerate(lines):
        moment += timedelta(seconds=luck.randrange(4, 90))
        if index % 2 == 0:
            parent = _add_message(chat, parent, Message.Role.USER, line, moment)
        else:
            reply = _add_message(chat, parent, Message.Role.ASSISTANT, line, moment)
            _add_call(user, chat, reply, moment, len("".join(lines[:index])), luck)
            parent = reply
    chat.head, chat.active_at, chat.seen_at = parent, moment, moment
    chat.save()
    Conversation.objects.filter(pk=chat.pk).update(created_at=moment)


def _add_message(
    chat: Conversation, parent: Message | None, role: str, text: str, moment: datetime
) -> Message:
    message = Message.objects.create(
        conversation=chat,
        parent=parent,
        role=role,
        content=[{"type": "text", "text": text}],
        text=text,
        model=chat.model if role == Message.Role.ASSISTANT else "",
        stop_reason="end_turn" if role == Message.Role.ASSISTANT else "",
        ended_at=moment,
    )
    Message.objects.filter(pk=message.pk).update(created_at=moment)
    query.add([(message.pk, text)])
    return message


def _add_call(
    user: User,
    chat: Conversation,
    reply: Message,
    moment: datetime,
    asked_chars: int,
    luck: random.Random,
) -> None:
    tokens = {"input": asked_chars // 2 + 20, "output": len(reply.text) // 2 + 5}
    first_token_ms, duration_ms = luck.randrange(350, 1800), len(reply.text) * 12
    reply.usage = {
        **tokens,
        "cache_read": 0,
        "cache_write": 0,
        "thinking": None,
        "first_token_ms": first_token_ms,
        "duration_ms": first_token_ms + duration_ms,
    }
    reply.save(update_fields=["usage"])
    call_id, started = uuid4(), moment - timedelta(milliseconds=first_token_ms + duration_ms)
    booked = ledger.book(
        Call(call_id, user.pk, user.team_id, "chat", chat.pk, reply.pk),
        [
            Charge(
                Tokens(input=tokens["input"], output=tokens["output"]),
                price_of(chat.model, started, prompt_tokens=tokens["input"]),
            )
        ],
        now=started,
    )
    call = ClaudeCall(
        id=call_id,
        user_id=user.pk,
        team_id=user.team_id,
        conversation_id=chat.pk,
        message_id=reply.pk,
        purpose="chat",
        model=chat.model,
        answered_by=chat.model,
        started_at=started,
        duration_ms=first_token_ms + duration_ms,
        first_token_ms=first_token_ms,
        attempts=[{"code": "ok", "status": 200, "duration_ms": duration_ms, "waited_ms": 0}],
        input_tokens=tokens["input"],
        output_tokens=tokens["output"],
        cache_read_tokens=0,
        cost_nano=booked.booked_nano,
        stop_reason="end_turn",
        status=200,
    )
    counting.store(call)
