"""What Claude is told before everything else, from four people, in an order that never changes.

Organisation, assistant, the person, this conversation: from what changes least to what changes
most. `{name}` is the person's name. `{date}` can't stand in the instructions themselves: they
would change at midnight, and with them the beginning of every request. Where anybody asks for it,
the date is told in a line of its own at the first message of each day (`history`).
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from accounts import rows
from chatapp.assistants.models import Assistant
from chatapp.models import Conversation

ORGANISATION, ASSISTANT, PERSON, CONVERSATION = "organisation", "assistant", "person", "chat"
DATE = "the date in brackets at the head of the day's first message"
MOST_CHARS = 20_000

HEADINGS = {
    ORGANISATION: "From the organisation",
    ASSISTANT: "For this assistant",
    PERSON: "How the person wants to be answered",
    CONVERSATION: "For this conversation",
}

_WRITTEN = """
    SELECT house.instructions, house.time_zone, person.instructions, display_name, email
    FROM accounts_user person LEFT JOIN accounts_organisation house ON house.id = 1
    WHERE person.id = %s
"""


@dataclass(frozen=True, slots=True)
class Prompt:
    """The parts that say something, in order, their variables filled in.

    `zone` is set if the date is wanted.
    """

    parts: tuple[tuple[str, str], ...] = ()
    zone: ZoneInfo | None = None

    @property
    def text(self) -> str:
        """All parts as one; a single one stands as it was written."""
        if len(self.parts) == 1:
            return self.parts[0][1]
        return "\n\n".join(f"# {HEADINGS[level]}\n\n{text}" for level, text in self.parts)


def compose(chat: Conversation, assistant: Assistant | None) -> Prompt:
    """The instructions for a conversation, in one query."""
    found = rows.values(_WRITTEN, chat.owner_id)
    house, zone, own, name, email = found[0] if found else ("", "", "", "", "")
    written = (
        (ORGANISATION, house or ""),
        (ASSISTANT, assistant.instructions if assistant else ""),
        (PERSON, own),
        (CONVERSATION, chat.instructions),
    )
    called = name or email.partition("@")[0]
    parts = tuple((level, filled(text, called)) for level, text in written if text.strip())
    wanted = any("{date}" in text for _level, text in written)
    return Prompt(parts, ZoneInfo(zone or "UTC") if wanted else None)


def filled(text: str, name: str) -> str:
    """The text with its variables; other braces mean nothing here."""
    return text.strip().replace("{name}", name).replace("{date}", DATE)
