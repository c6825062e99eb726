"""Whether the people behind open sockets and running turns may still be here."""

from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from chatapp import viewers
from chatapp.presence import SignIn


def ended(sign_ins: set[SignIn]) -> dict[SignIn, str]:
    """Those of the sign-ins that have no right any more, and the code that says why.

    A right ends by suspension, deletion, signing out, an expired session, a new password.
    """
    users = get_user_model().objects.in_bulk({sign_in.user_id for sign_in in sign_ins})
    sessions = Session.objects.filter(
        session_key__in={sign_in.session for sign_in in sign_ins}, expire_date__gt=timezone.now()
    )
    alive = set(sessions.values_list("session_key", flat=True))
    hashes = {pk: user.get_session_auth_hash() for pk, user in users.items()}
    gone = {}
    for sign_in in sign_ins:
        user = users.get(sign_in.user_id)
        if user is not None and not user.is_active:
            gone[sign_in] = "suspended"
        elif sign_in.session not in alive or hashes.get(sign_in.user_id) != sign_in.auth_hash:
            gone[sign_in] = "signed_out"
    return gone


def on_sign_out(request: HttpRequest, **_: object) -> None:
    """Closes the sockets of the sign-in that ends now; the regular check would take seconds."""
    if request.user.is_authenticated:
        session = request.session.session_key or ""
        async_to_sync(viewers.end_access)(request.user.pk, session)


def listen() -> None:
    """Hears of sign-outs from Django itself: accounts may not know that there are sockets."""
    user_logged_out.connect(on_sign_out, dispatch_uid="chatapp.access")
