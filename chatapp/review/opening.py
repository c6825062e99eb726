"""Opening a conversation: the right, the reason, the time limit, the log, the word to its owner."""

import logging
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from accounts.audit import watching
from accounts.models import Organisation, User
from chatapp.models import Conversation, Message
from chatapp.review.models import OPEN_FOR, ConversationRecord, Opening, Reviewer

logger = logging.getLogger(__name__)

MOST_TRIES = 20
TRY_AGAIN = timedelta(minutes=5)
SHORTEST_REASON = 10


class MayNotOpenError(Exception):
    """This person has no right to open it, or gave no reason. The message is a sentence."""

    code = "may_not_open"


def open_for(reviewer: User, conversation: Conversation, reason: str) -> Opening:
    """Opens it for `OPEN_FOR`, in the log before anything is shown. Raises MayNotOpenError."""
    if not Reviewer.may_open(reviewer.pk):
        raise MayNotOpenError(_("You may not open other people's conversations."))
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise MayNotOpenError(_("Say in a sentence why. Its owner will read it."))
    with transaction.atomic():
        opening = Opening.objects.create(
            reviewer_id=reviewer.pk,
            reviewer_name=reviewer.get_full_name()[:254],
            conversation_id=conversation.pk,
            owner_id=conversation.owner_id,
            reason=reason[:500],
            ends_at=timezone.now() + OPEN_FOR,
        )
        watching.note_reading(ConversationRecord(pk=conversation.pk), opening.reason)
    return opening


def running(reviewer_id: int, conversation_id: UUID) -> Opening | None:
    """The opening that holds now for this person; None when it is over or the right is gone."""
    if not Reviewer.may_open(reviewer_id):
        return None
    mine = Opening.objects.filter(reviewer_id=reviewer_id, conversation_id=conversation_id)
    return mine.filter(ends_at__gt=timezone.now()).first()


def messages_of(conversation: Conversation) -> list[Message]:
    """Everything that was said on the branch its owner saw last, the oldest first."""
    by_id = {message.pk: message for message in conversation.messages.all()}
    branch: list[Message] = []
    at = conversation.head_id
    while at in by_id:
        branch.append(by_id.pop(at))
        at = branch[-1].parent_id
    return branch[::-1]


def unseen(user_id: int) -> int:
    """How many openings of this person's conversations they have not been shown yet."""
    return Opening.objects.filter(owner_id=user_id, seen_at=None).count()


def tell_owners() -> int:
    """Writes to the owners who have not been told; returns to how many. Safe to run twice at once.

    A letter that cannot be sent, or whose sender died, is tried again for a while.
    """
    now = timezone.now()
    waiting = Opening.objects.filter(told_at=None, due_at__lte=now, tries__lt=MOST_TRIES)
    return sum(_tell(opening) for opening in waiting.order_by("due_at")[:200])


def _tell(opening: Opening) -> bool:
    now = timezone.now()
    untold = Opening.objects.filter(pk=opening.pk, told_at=None)
    claimed = untold.filter(tries=opening.tries).update(
        tries=F("tries") + 1, due_at=now + TRY_AGAIN
    )
    owner = User.objects.filter(pk=opening.owner_id).first()
    if not claimed or owner is None:
        return False
    try:
        with translation.override(owner.language or settings.LANGUAGE_CODE):
            subject = _("One of your conversations was opened")
            send_mail(subject, letter(opening), None, [owner.email])
    except Exception as error:  # whatever a mail server does: the row waits for the next try
        logger.warning("The owner of opening %s could not be told: %s", opening.pk, error)
        return False
    untold.update(told_at=timezone.now())
    return True


def letter(opening: Opening) -> str:
    """What the owner reads: who, when, why; never what was said."""
    organisation = Organisation.current()
    at = timezone.localtime(opening.opened_at, organisation.zone)
    facts = {
        "who": opening.reviewer_name,
        "when": formats.date_format(at, "DATETIME_FORMAT"),
        "reason": opening.reason,
        "organisation": organisation.name,
    }
    return (
        _(
            "%(who)s opened one of your conversations at %(organisation)s on %(when)s.\n\n"
            "The reason given: %(reason)s\n\n"
            "It is written in the audit log. Under “Your data” you see every time it happened."
        )
        % facts
    )
