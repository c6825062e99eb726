"""Where accounts meet django-allauth: who may come in, and what they are told."""

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts import door, preferences
from accounts.models import User

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.forms import BaseForm


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # untyped base
    """Sign-up and sign-in by e-mail and password, in our words."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("That e-mail address and password do not belong together."),
        "email_taken": _(
            "There is already an account with this e-mail address. Sign in, or reset the password."
        ),
        "too_many_login_attempts": _(
            "Too many failed attempts. Wait five minutes, then try again, or reset the password."
        ),
        "rate_limited": _("That was too often in a short time. Wait a minute, then try again."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your current password."),
        "incorrect_code": _(
            "That code is not right. Codes change every 30 seconds: use a new one."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether the door is open at all; whose address may pass is asked by the form."""
        return settings.SIGNUP_OPEN

    def save_user(
        self, request: HttpRequest, user: Any, form: "BaseForm", commit: bool = True
    ) -> Any:
        """Save somebody who filled in the form; the very first becomes administrator."""
        with transaction.atomic():
            super().save_user(request, user, form, commit=commit)
            if commit:
                welcome(request, user)
        return user

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Bring the language and theme that the person chose to this browser."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        preferences.carry_to_browser(response, user)
        return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # untyped base
    """Sign-up through Google, GitHub or OIDC: through the same door as everybody."""

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """A provider that is not set up has no page, instead of one that fails."""
        try:
            return super().get_app(request, provider, client_id)
        except ObjectDoesNotExist:
            raise Http404 from None

    def is_open_for_signup(self, request: HttpRequest, sociallogin: "SocialLogin") -> bool:
        """Refuse with the sentence about domains when the provider's address is of another."""
        if not super().is_open_for_signup(request, sociallogin):
            return False
        email = sociallogin.user.email or next(
            (address.email for address in sociallogin.email_addresses), ""
        )
        if email and not door.lets_in(email):
            page = render(request, "account/signup_closed.html", {"refused_email": email})
            raise ImmediateHttpResponse(page)
        return True

    def populate_user(
        self, request: HttpRequest, sociallogin: "SocialLogin", data: dict[str, Any]
    ) -> Any:
        """Take over the name that the provider knows."""
        user = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        name = data.get("name") or " ".join(filter(None, parts))
        user.display_name = name[: User._meta.get_field("display_name").max_length]
        return user

    def save_user(self, request: HttpRequest, sociallogin: "SocialLogin", form: Any = None) -> Any:
        """Save somebody whom a provider vouches for; the very first becomes administrator."""
        with transaction.atomic():
            user = super().save_user(request, sociallogin, form)
            if form is None:
                welcome(request, user)
        return user


LEADS_TO_CONSOLE = "leads-to-console"
"""Marks a message beside which the page shows the way to the administration."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc] # untyped base
    """The second step, in our words."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": _(
            "Confirm your e-mail address first. Then you can turn on two-step sign-in."
        ),
    }


def welcome(request: HttpRequest, user: User) -> None:
    """Give a new account its role, and tell the first one on the next page what it is."""
    if user.become_first_administrator():
        text = _(
            "You are the first person here, so you are the administrator: "
            "you decide who may join and what may be spent."
        )
        messages.success(request, str(text), extra_tags=LEADS_TO_CONSOLE)
    else:
        user.set_role(user.role)
