"""What a person asks about a long text: its words wherever they come from, and who reads them."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings

from chatapp import offer
from chatapp.assistants.models import Assistant
from chatapp.documents import sending
from chatapp.documents.models import Attachment, StoredFile
from chatapp.longtext.models import LongText
from chatapp.models import Conversation
from chatapp.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the person asks about a text: a new one (`text`), one stored before (`source`), or
    that of a document of theirs (`file`, an attachment). `assistant` is for a new conversation.

    `branch`: beside what was said there before, as another version of it.
    """

    client_id: UUID
    question: str
    text: str = ""
    source: UUID | None = None
    file: UUID | None = None
    name: str = ""
    conversation: UUID | None = None
    parent: int | None = None
    branch: bool = False
    model: str = ""
    assistant: int | None = None
    plain: tuple[str, ...] = ()


def with_words(user_id: int, wanted: Wanted) -> Wanted:
    """The same, checked, with the words of the document. Raises Problem."""
    if wanted.file is not None:
        wanted = _of_document(user_id, wanted, wanted.file)
    for said in (wanted.text, wanted.question):
        if "\0" in said or not _is_storable(said):
            raise Problem("invalid_characters")
    if not wanted.question.strip() or (wanted.source is None and not wanted.text.strip()):
        raise Problem("empty_message")
    if max(len(wanted.text), len(wanted.question)) > settings.LONG_TEXT_MAX_CHARS:
        raise Problem("message_too_long")
    return wanted


def stored(user_id: int, source: UUID) -> LongText:
    """A text of theirs that is here already. Raises Problem: `not_found`."""
    found = LongText.objects.filter(pk=source, conversation__owner_id=user_id).first()
    if found is None:
        raise Problem("not_found")
    return found


def assistant(user_id: int, wanted: Wanted) -> Assistant | None:
    """The assistant of the conversation, or the one chosen for a new one."""
    if wanted.conversation is not None:
        owned = Conversation.objects.filter(pk=wanted.conversation, owner_id=user_id)
        chat = owned.select_related("assistant").first()
        return chat.assistant if chat else None
    if wanted.assistant is None:
        return None
    chosen = Assistant.objects.usable(user_id, wanted.assistant)
    if chosen is None:
        raise Problem("unknown_assistant")
    return chosen


def fixed_model(user_id: int, wanted: Wanted) -> str:
    """The model of the assistant, if it is bound to one that is offered."""
    bound = assistant(user_id, wanted)
    return bound.model if bound and offer.has(bound.model) else ""


def _of_document(user_id: int, wanted: Wanted, file: UUID) -> Wanted:
    """The same with the words of an attached document."""
    own = Attachment.objects.filter(pk=file, file__owner_id=user_id)
    one = own.select_related("file").first()
    try:
        words = sending.text_of(one.file_id) if one else ""
    except (OSError, StoredFile.DoesNotExist):
        words = ""
    if one is None or not words.strip():
        raise Problem("attachment_missing")
    return replace(wanted, text=words.replace("\f", "\n\n"), name=one.name)


def _is_storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
