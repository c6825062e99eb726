"""Word to every socket of a person, in whatever process: the list changed, access has ended.

Rare events only. The channel layer is far too dear for deltas: those go through the relay.
"""

import logging

from channels.layers import get_channel_layer

from chatapp import protocol
from chatapp.conversations import Marked
from chatapp.presentation import Shape

logger = logging.getLogger(__name__)


def group(user_id: int) -> str:
    """The channel layer's group of a person's sockets."""
    return f"user.{user_id}"


async def tell_conversation(user_id: int, conversation: Shape) -> None:
    """A row of the person's list changed."""
    frame = protocol.encode(protocol.ConversationChanged(conversation=conversation))
    await _send(user_id, {"type": "conversation.changed", "frame": frame})


async def tell_pruned(user_id: int, conversation: str, message: int) -> None:
    """A branch of a conversation is gone: pages that show it show another one."""
    pruned = protocol.BranchDeleted(conversation=conversation, message=message)
    await _send(user_id, {"type": "conversation.changed", "frame": protocol.encode(pruned)})


async def tell_marked(user_id: int, marked: Marked) -> None:
    """A message is pinned or left out now, or neither."""
    frame = protocol.MessageMarked(
        conversation=str(marked.conversation),
        message=marked.message,
        pinned=marked.pinned,
        left_out=marked.left_out,
    )
    await _send(user_id, {"type": "conversation.changed", "frame": protocol.encode(frame)})


async def tell_budgets(user_id: int, budgets: list[Shape]) -> None:
    """How the person's budgets stand now."""
    if budgets:
        frame = protocol.encode(protocol.BudgetsChanged(budgets=budgets))
        await _send(user_id, {"type": "conversation.changed", "frame": frame})


async def tell_turn(user_id: int, turn: protocol.TurnStarted, *, sender: str) -> None:
    """A turn has begun: sockets that watch its conversation follow it, the others list it.

    `sender` is the channel of the socket that asked for it and has been told already.
    """
    await _send(
        user_id,
        {
            "type": "turn.started",
            "sender": sender,
            "conversation": turn.conversation["id"],
            "reply": turn.reply["id"],
            "turn": protocol.encode(turn),
            "row": protocol.encode(protocol.ConversationChanged(conversation=turn.conversation)),
        },
    )


async def end_access(user_id: int, session: str | None = None) -> None:
    """The sockets of a person, or of one sign-in of theirs, close now; their turns stop."""
    await _send(user_id, {"type": "access.ended", "session": session})


async def _send(user_id: int, message: dict[str, object]) -> None:
    """Fails open: without the channel layer other tabs hear of it when they reconnect."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        await layer.group_send(group(user_id), message)
    except Exception as exc:  # each layer has its own
        logger.warning("The sockets of person %s could not be told: %s", user_id, exc)
