"""Ends the turns that a dead process left behind: the text is kept, nothing streams for ever."""

import logging
from collections.abc import Collection

from django.conf import settings
from django.utils import timezone

from chatapp import conversations, database, relay, viewers
from chatapp.conversations import Outcome
from chatapp.presentation import stored_block

logger = logging.getLogger(__name__)


async def sweep(mine: Collection[int] = ()) -> None:
    """Marks abandoned turns interrupted, with all that was shown (Redis) or checkpointed.

    Several processes may sweep at once: each turn is ended by exactly one of them. In the
    embedded profile there is only this process, so whatever it doesn't run is abandoned.
    `mine` are the turns that run here, never to be swept however late their lease is.
    """
    alone = "" if settings.REDIS_URL else relay.process
    now = timezone.now()
    for left in await database.run(conversations.abandoned_turns, now, alone=alone, mine=mine):
        number, content = left.number, left.content
        shown = await relay.stored(left.reply)
        if shown.number > number:
            number, content = shown.number, [stored_block(block) for block in shown.blocks()]
        outcome = Outcome(
            state="interrupted", content=content, number=number, error_code="server_restarted"
        )
        seen = relay.is_watched(left.conversation)
        ended = await database.run(conversations.finish_turn, left.reply, outcome, seen=seen)
        if ended is not None:
            view, conversation = ended
            logger.warning("Reply %s was left by a dead process, kept as interrupted", view.id)
            relay.look_again(view.conversation, view.id)
            await viewers.tell_conversation(view.owner, conversation)
