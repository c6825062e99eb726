"""The two pages of the narrow door: asking for a reason, and showing until the time is over."""

import logging
from typing import cast
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import User
from chatapp.models import Conversation
from chatapp.review import opening, tasks
from chatapp.review.forms import ReasonForm
from chatapp.review.models import OPEN_FOR, ConversationRecord, Reviewer

logger = logging.getLogger(__name__)


def ask(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """The reason first."""
    user = cast(User, request.user)
    if not Reviewer.may_open(user.pk):
        raise PermissionDenied
    record = get_object_or_404(ConversationRecord, pk=conversation_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            opening.open_for(user, record, form.cleaned_data["reason"])
        except opening.MayNotOpenError as error:
            form.add_error("reason", str(error))
        else:
            _tell_soon()
            return redirect("admin:review_read", conversation_id=record.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Open a conversation"),
        "opts": ConversationRecord._meta,
        "form": form,
        "record": record,
        "minutes": OPEN_FOR.seconds // 60,
    }
    return TemplateResponse(request, "review/ask.html", context)


@never_cache
def read(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """What was said, read-only, while an opening holds."""
    held = opening.running(request.user.pk or 0, conversation_id)
    if held is None:
        if Reviewer.may_open(request.user.pk):
            return redirect("admin:review_ask", conversation_id=conversation_id)
        raise PermissionDenied
    conversation = get_object_or_404(
        Conversation.objects.select_related("owner"), pk=conversation_id
    )
    context = {
        **admin.site.each_context(request),
        "title": str(ConversationRecord(pk=conversation.pk)),
        "opts": ConversationRecord._meta,
        "conversation": conversation,
        "said": opening.messages_of(conversation),
        "held": held,
    }
    return TemplateResponse(request, "review/read.html", context)


def _tell_soon() -> None:
    try:
        tasks.tell_owners.apply_async(retry=False)
    except Exception:  # whatever a broker raises; beat makes up for it
        logger.warning("No broker for a notice; beat will send it.", exc_info=True)
