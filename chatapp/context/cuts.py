"""Where a conversation was cut before: found again by the messages that stood before the cut."""

import hashlib
import json
from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from chatapp.context.models import ContextCut
from chatapp.context.trimming import THINKING, ApiMessage, Cut, blocks_of


def known(conversation: UUID | None, messages: Sequence[ApiMessage]) -> list[ContextCut]:
    """The cuts of this history, the furthest last; those of other branches don't count."""
    if conversation is None:
        return []
    rows = list(ContextCut.objects.filter(conversation=conversation).order_by("results", "pk"))
    digests = digests_at(messages, {row.results for row in rows})
    return [row for row in rows if digests.get(row.results) == row.digest]


def settled(rows: Sequence[ContextCut], window: int) -> Cut:
    """The last cut for a window of this size."""
    fitting = [row for row in rows if row.window == window]
    return Cut(fitting[-1].turns, fitting[-1].results) if fitting else Cut()


def summarised(rows: Sequence[ContextCut], turns: int) -> ContextCut | None:
    """The summary that covers the most of what stands before `turns`, and nothing after it."""
    fitting = [row for row in rows if row.text and 0 < row.turns <= turns]
    return max(fitting, key=lambda row: (row.turns, row.pk), default=None)


def keep(row: ContextCut) -> None:
    """Stores a cut; the same one made twice at once is kept once."""
    try:
        with transaction.atomic():
            ContextCut.objects.update_or_create(
                conversation_id=row.conversation_id,
                window=row.window,
                turns=row.turns,
                results=row.results,
                digest=row.digest,
                defaults={
                    name: getattr(row, name)
                    for name in ("first_kept", "covered", "text", "model", "cost_nano")
                },
            )
    except IntegrityError:  # the conversation is gone, or somebody was quicker
        return


def digests_at(messages: Sequence[ApiMessage], places: set[int]) -> dict[int, str]:
    """What stands before each of these positions, as a hash; thinking comes and goes."""
    running, found = hashlib.sha256(), {}
    for at in range(max(places, default=-1) + 1):
        if at in places:
            found[at] = running.hexdigest()
        if at >= len(messages):
            break
        blocks = [b for b in blocks_of(messages[at]) if b.get("type") not in THINKING]
        said = json.dumps([messages[at]["role"], blocks], sort_keys=True, separators=(",", ":"))
        running.update(said.encode())
    return found
