"""Everything that can go wrong between us and Claude, as one tree.

    ClaudeError
    ├── Rejected                 Claude understood and said no: asking again changes nothing
    │   ├── InvalidRequest       400, 409, 412, 422, 431
    │   ├── PromptTooLong        400 with a prompt over the model's window
    │   ├── AuthenticationFailed 401
    │   ├── BillingProblem       402, 400 with the credit used up
    │   ├── PermissionDenied     403
    │   ├── ModelNotFound        404
    │   ├── RequestTooLarge      413
    │   ├── SpendLimitReached    429 that lasts until the period ends
    │   └── NotClaude            a redirect, a web page: the address is not Claude's
    └── Unavailable              worth another attempt while nothing has been shown
        ├── RateLimited          429
        ├── Overloaded           529, or `overloaded_error` inside a 200 stream
        ├── ServerFailed         5xx, `api_error`
        ├── ConnectionFailed     refused, unreachable, no DNS, TLS
        ├── StreamCut            the connection ended before the reply did
        ├── StreamSilent         no content for too long
        └── MalformedStream      bytes that are no Messages stream
    Unaffordable                 refused by billing before anything was sent
    ├── BudgetExceeded           a budget of the person, the team or the organisation is short
    └── PriceMissing             nobody has priced the model
    MessageOverWindow            one message is larger than all that the model can read
    NotAdmitted                  refused by our own limits before anything was sent
    ├── TooBusy                  too many wait already, or it has waited too long
    └── ClaudeDown               the model doesn't answer; it is asked again in a while
    SensitiveContent             the policy of the team forbids to send what was found
    DeadlineExceeded             our own bound on the whole request

`code` is the same word in the websocket frame, the database row, the error breakdown and
docs/errors.md. `sentence` is for the person who waits and never repeats what the API said.
"""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ClaudeError(Exception):
    """A request failed. `status`, `request_id` and `retry_after_seconds` as the API gave them.

    `retryable` says whether asking once more, with nothing shown yet, can help.
    """

    code: ClassVar[str] = "claude_error"
    retryable: bool = False
    sentence: ClassVar[str | Promise] = _("Something went wrong while asking Claude.")

    def __init__(
        self,
        detail: str = "",
        *,
        status: int | None = None,
        request_id: str = "",
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(detail or self.code)
        self.status = status
        self.request_id = request_id
        self.retry_after_seconds = retry_after_seconds


class Rejected(ClaudeError):
    """Claude answered no; the same request will be refused again."""


class InvalidRequest(Rejected):
    code = "invalid_request"
    sentence = _("Claude could not accept this request. Rephrase it or start a new chat.")


class PromptTooLong(Rejected):
    code = "prompt_too_long"
    sentence = _("This conversation is too long for the model. Start a new chat or shorten it.")


class AuthenticationFailed(Rejected):
    code = "authentication_failed"
    sentence = _("The API key of this site is not valid. Please tell your administrator.")


class BillingProblem(Rejected):
    code = "billing_problem"
    sentence = _("The Claude account of this site has a billing problem. Tell your administrator.")


class PermissionDenied(Rejected):
    code = "permission_denied"
    sentence = _("This site may not use that model or feature. Please tell your administrator.")


class ModelNotFound(Rejected):
    code = "model_not_found"
    sentence = _("This model is not available (any more). Choose another one.")


class RequestTooLarge(Rejected):
    code = "request_too_large"
    sentence = _("This is more than Claude accepts at once. Send a smaller part.")


class SpendLimitReached(Rejected):
    code = "spend_limit_reached"
    sentence = _("The spending limit of this site's Claude account is reached.")


class NotClaude(Rejected):
    code = "not_claude"
    sentence = _("The address set for Claude answers, but not as Claude. Tell your administrator.")


class Unavailable(ClaudeError):
    """Claude did not answer this time; another attempt may succeed."""

    retryable = True


class RateLimited(Unavailable):
    code = "rate_limited"
    sentence = _("Claude is asked too often right now. Try again in a moment.")


class Overloaded(Unavailable):
    code = "overloaded"
    sentence = _("Claude is very busy right now. Try again in a moment.")


class ServerFailed(Unavailable):
    code = "server_failed"
    sentence = _("Claude had a problem of its own. Try again in a moment.")


class ConnectionFailed(Unavailable):
    code = "connection_failed"
    sentence = _("Claude could not be reached. Check the network and try again.")


class StreamCut(Unavailable):
    code = "stream_cut"
    sentence = _("The connection to Claude broke before the reply was complete.")


class StreamSilent(Unavailable):
    code = "stream_silent"
    sentence = _("Claude stopped sending before the reply was complete.")


class MalformedStream(Unavailable):
    code = "malformed_stream"
    sentence = _("Claude sent something that could not be understood.")


class Unaffordable(ClaudeError):
    """Billing said no; the message, if there is one, is a sentence for the person who waits."""


class BudgetExceeded(Unaffordable):
    code = "budget_exceeded"
    sentence = _("The budget does not allow this request.")


class PriceMissing(Unaffordable):
    code = "price_missing"
    sentence = _("This model has no price yet, so it cannot be used. Tell your administrator.")


class MessageOverWindow(ClaudeError):
    """Nothing can be cut that would help; the message is a sentence with the figures."""

    code = "message_over_window"
    sentence = _("This is more than the model can read at once. Split it or shorten it.")


class NotAdmitted(ClaudeError):
    """Our own limits said no; the message, if there is one, is a sentence for the person."""


class TooBusy(NotAdmitted):
    code = "too_busy"
    sentence = _("Too many people are asking at once. Your text is kept, try again in a moment.")


class ClaudeDown(NotAdmitted):
    code = "claude_down"
    retryable = True
    sentence = _("Claude is not answering at the moment. Your text is kept, try again in a minute.")


class SensitiveContent(ClaudeError):
    """Redaction refused; the message is a sentence that names the kinds, never the values."""

    code = "sensitive_content"
    sentence = _("This message holds something that may not be sent to Claude.")


class DeadlineExceeded(ClaudeError):
    code = "deadline_exceeded"
    sentence = _("This took too long and was given up. Try again or ask for less.")


def tree(root: type[ClaudeError] = ClaudeError) -> list[type[ClaudeError]]:
    """Every class of the tree, root first."""
    return [root, *(c for sub in root.__subclasses__() for c in tree(sub))]


def sentence_for(code: str) -> str | Promise:
    """The sentence that belongs to a stored code; the general one for codes of other releases."""
    return next((c.sentence for c in tree() if c.code == code), ClaudeError.sentence)


def sentence_of(code: str) -> str:
    """What a person is told about an error of this code; empty for none that we know."""
    kinds = [ClaudeError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return next((str(kind.sentence) for kind in kinds if kind.code == code), "")
