"""Deleting an account: what the person wrote goes, what they spent stays without a name.

The ledger and the calls to Claude hold numbers and opaque ids only, and a company has to be able
to add up its bills. Everything else that refers to the person is deleted or loses its words.
"""

from asgiref.sync import async_to_sync
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.models import LastAdministratorError, User
from billing.models import BudgetRequest
from chatapp import turns, viewers
from chatapp.documents import sweeping
from chatapp.models import Turn
from chatapp.search import query


def delete_account(user: User) -> None:
    """Deletes a person's account and all their content; it cannot be taken back.

    Sessions end first, so that nothing new begins; running replies stop; then everything goes
    in one transaction. Raises LastAdministratorError when nobody would be left to administer.
    """
    if user.is_last_administrator():
        raise LastAdministratorError
    sessions = end_sessions(user.pk)
    replies = list(Turn.objects.filter(owner=user).values_list("pk", flat=True))
    async_to_sync(silence)(user.pk, sessions, replies)
    with transaction.atomic():
        user.suspend()  # asks again, under the lock that keeps two from leaving at once
        forget_words(user)
        sweeping.forget_person(user.pk)
        user.delete()
        query.forget_deleted()


def end_sessions(user_id: int) -> list[str]:
    """Signs the person out everywhere; the keys of the sessions that were."""
    theirs = [
        session.pk
        for session in Session.objects.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user_id)
    ]
    Session.objects.filter(pk__in=theirs).delete()
    return theirs


async def silence(user_id: int, sessions: list[str], replies: list[int]) -> None:
    """Stops the person's replies in every process and closes their sockets."""
    for reply in replies:
        await turns.stop(user_id, reply, None)
    for session in sessions:
        turns.end_access(user_id, session)
        await viewers.end_access(user_id, session)


def forget_words(user: User) -> None:
    """Takes the person's name and words out of rows that stay."""
    about = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    )
    about.update(object_repr=f"#{user.pk}", change_message="")
    BudgetRequest.objects.filter(user_id=user.pk).update(reason="")
    BudgetRequest.objects.filter(user_id=user.pk, state=BudgetRequest.State.OPEN).update(
        state=BudgetRequest.State.DECLINED
    )
