"""One's own profile, and the language menu that remembers."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.i18n import set_language as choose_language

from accounts import preferences
from accounts.forms import ProfileForm
from accounts.models import User


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language and theme of the person who is signed in."""
    user = cast(User, request.user)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/profile.html", {"form": form})
    form.save()
    response = redirect("account_profile")
    preferences.forget_open_choices(response, user)
    preferences.carry_to_browser(response, user)
    translation.activate(user.language or translation.get_language_from_request(request))
    messages.success(request, _("Your profile is saved."))
    return response


def set_language(request: HttpRequest) -> HttpResponseBase:
    """Django's language menu; somebody signed in keeps the choice on every device."""
    chosen = request.POST.get("language", "")
    if request.method == "POST" and request.user.is_authenticated and check_for_language(chosen):
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return choose_language(request)
