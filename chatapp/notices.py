"""Sentences that explain a wait."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chatapp.claude.events import Notice


def sentence(notice: Notice) -> str:
    """The notice in the language active now; its code if there is no sentence for it."""
    match notice.code:
        case "retrying":
            return (
                ngettext(
                    "Claude is busy. Trying again in %(seconds)d second (%(attempt)d of %(of)d).",
                    "Claude is busy. Trying again in %(seconds)d seconds (%(attempt)d of %(of)d).",
                    notice.facts["seconds"],
                )
                % notice.facts
            )
        case "queued":
            return _place(**notice.facts)
        case "claude_down":
            return (
                ngettext(
                    "Claude is not answering at the moment. Next try in %(seconds)d second.",
                    "Claude is not answering at the moment. Next try in %(seconds)d seconds.",
                    notice.facts["seconds"],
                )
                % notice.facts
            )
        case "fallback_model":
            return _("Claude is overloaded. %(model)s answers instead.") % notice.facts
        case "waiting_for_budget":
            return _("Other replies hold the rest of the budget. Waiting for them to finish.")
        case "reply_shortened":
            return _("The budget allows a reply of at most %(tokens)d tokens.") % notice.facts
        case "sharing_answer":
            return _("The same question is being answered right now. Waiting for that answer.")
        case "summarising":
            return _("This conversation has become very long. Summarising its beginning.")
        case "summarised":
            return (
                ngettext(
                    "%(messages)d earlier message is summarised for Claude.",
                    "%(messages)d earlier messages are summarised for Claude.",
                    notice.facts["messages"],
                )
                % notice.facts
            )
        case "hidden":
            return _("Kept from Claude: %(kinds)s.") % notice.facts
        case "sensitive":
            return _("Sent to Claude although it may be sensitive: %(kinds)s.") % notice.facts
        case other:
            return other


def _place(ahead: int, seconds: int) -> str:
    """How many are ahead in the line, and for about how long if that is known."""
    if ahead == 0 and seconds == 0:
        return _("You are next.")
    if ahead == 0:
        said = ngettext(
            "You are next, in about %(seconds)d second.",
            "You are next, in about %(seconds)d seconds.",
            seconds,
        )
        return said % {"seconds": seconds}
    if seconds == 0:
        said = ngettext(
            "%(ahead)d request ahead of you.", "%(ahead)d requests ahead of you.", ahead
        )
        return said % {"ahead": ahead}
    said = ngettext(
        "%(ahead)d request ahead of you, about %(seconds)d s.",
        "%(ahead)d requests ahead of you, about %(seconds)d s.",
        ahead,
    )
    return said % {"ahead": ahead, "seconds": seconds}
