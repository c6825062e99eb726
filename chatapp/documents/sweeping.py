"""Files go when nothing refers to them any more: with the conversation, or a day unsent."""

import shutil
import time
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from chatapp.documents import folder
from chatapp.documents.models import Attachment, StoredFile

UNSENT_HOURS = 24
STRAY_SECONDS = 3600.0
BATCH = 200


def forget_unused() -> int:
    """Deletes every file that no message and no draft holds; returns how many.

    Asked again under the lock, so a file that is attached meanwhile stays. Bytes go after the
    row is surely gone: a failure leaves a stray folder, never a row without its bytes.
    """
    deleted = 0
    while True:
        with transaction.atomic():
            locked = StoredFile.objects.select_for_update(of=("self",), skip_locked=True)
            unused = StoredFile.objects.filter(attachments=None).order_by("pk").values("pk")
            held = [file.pk for file in locked.filter(pk__in=unused[:BATCH])]
            gone = StoredFile.objects.filter(pk__in=held, attachments=None)
            keys = dict(gone.values_list("pk", "key"))
            StoredFile.objects.filter(pk__in=keys).delete()
            for key in keys.values():
                transaction.on_commit(partial(folder.drop, key))
        if not keys:
            return deleted
        deleted += len(keys)


def forget_person(user_id: int) -> None:
    """Deletes every file of one person, sent or not."""
    theirs = StoredFile.objects.filter(owner_id=user_id)
    keys = list(theirs.values_list("key", flat=True))
    theirs.delete()
    for key in keys:
        transaction.on_commit(partial(folder.drop, key))


def sweep(now: datetime) -> int:
    """Takes away what was never sent, what is unused and what crashes left; how many files."""
    stale = Attachment.objects.filter(
        message=None, created_at__lt=now - timedelta(hours=UNSENT_HOURS)
    )
    stale.delete()
    deleted = forget_unused()
    known = set(StoredFile.objects.values_list("key", flat=True))
    old = time.time() - STRAY_SECONDS
    for place in [*folder.root().glob("incoming-*"), *folder.root().glob("??/*")]:
        try:
            if place.name not in known and place.stat().st_mtime < old:
                shutil.rmtree(place, ignore_errors=True)
        except FileNotFoundError:
            continue
    return deleted
