"""Writing to and reading from the index."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.db import connection
from django.db.models import QuerySet

from accounts import rows
from chatapp.models import Conversation, Message
from chatapp.search.terms import terms_of, wanted_terms

LIMIT = 40
EXCERPT_CHARS = 120
ROWS_AT_ONCE = 400

_ADD = """
    INSERT INTO search_terms (message_id, terms) VALUES {places}
    ON CONFLICT (message_id) DO UPDATE SET terms = excluded.terms
"""
_MATCHING = {
    "sqlite": "SELECT rowid FROM search_index WHERE search_index MATCH %s",
    "postgresql": (
        "SELECT message_id FROM search_terms"
        " WHERE to_tsvector('simple', terms) @@ to_tsquery('simple', %s)"
    ),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A conversation that was found; `message` is None when only its title fits."""

    conversation: Conversation
    message: Message | None
    excerpt: str


def add(messages: Iterable[tuple[int, str]]) -> None:
    """Indexes messages (id, text) anew."""
    left = iter(messages)
    while some := list(islice(left, ROWS_AT_ONCE)):
        places = ", ".join(["(%s, %s)"] * len(some))
        indexed = [part for pk, text in some for part in (pk, terms_of(text))]
        rows.execute(_ADD.format(places=places), *indexed)


def forget_deleted() -> None:
    """Makes SQLite's index drop deleted words now; else it keeps them until its parts merge."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_index(search_index) VALUES ('optimize')")


def find(user_id: int, query: str) -> list[Hit]:
    """The person's conversations in which all terms of the query occur in one message or title.

    Newest first, each conversation once, with its newest fitting message.
    """
    query = query.replace("\0", " ").strip()
    if not query:
        return []
    hits: dict[object, Hit] = {}
    for message in _messages(user_id, query):
        if message.conversation_id not in hits:
            text = _excerpt(message.text, query)
            hits[message.conversation_id] = Hit(message.conversation, message, text)
    titled = Conversation.objects.filter(owner_id=user_id, title__icontains=query)
    for chat in titled.order_by("-active_at")[:LIMIT]:
        hits.setdefault(chat.pk, Hit(chat, None, ""))
    found = sorted(hits.values(), key=lambda hit: hit.conversation.active_at, reverse=True)
    return found[:LIMIT]


def _messages(user_id: int, query: str) -> QuerySet[Message] | list[Message]:
    whole, begins = wanted_terms(query)
    if not (whole or begins):
        return []
    if connection.vendor == "sqlite":
        wanted = " AND ".join([f'"{term}"' for term in whole] + [f'"{begins}"*'] * bool(begins))
    else:
        wanted = " & ".join([f"'{term}'" for term in whole] + [f"'{begins}':*"] * bool(begins))
    matching = Message.objects.extra(  # noqa: S610 - the statement is ours, the query a parameter
        where=[f"chatapp_message.id IN ({_MATCHING[connection.vendor]})"], params=[wanted]
    )
    own = matching.filter(conversation__owner_id=user_id).select_related("conversation")
    return own.order_by("-id")[: LIMIT * 5]


def _excerpt(text: str, query: str) -> str:
    """The text around the place where the query (or its first word) stands, on one line."""
    line = " ".join(text.split())
    places = (line.casefold().find(word) for word in (query.casefold(), *query.casefold().split()))
    place = next((place for place in places if place >= 0), 0)
    start = max(0, place - EXCERPT_CHARS // 3)
    cut = line[start : start + EXCERPT_CHARS]
    return ("…" if start else "") + cut + ("…" if start + EXCERPT_CHARS < len(line) else "")
