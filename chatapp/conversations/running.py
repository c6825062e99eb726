"""Whether a reply is being written somewhere in a conversation."""

from uuid import UUID

from accounts import rows

RUNNING = "SELECT 1 FROM chatapp_turn WHERE conversation_id = %s LIMIT 1"


def is_running(conversation: UUID) -> bool:
    """Whether a turn runs in it, in whatever process."""
    return bool(rows.values(RUNNING, conversation))
