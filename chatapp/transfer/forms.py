"""The two forms of the page "Your data"."""

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chatapp.transfer import sentences
from chatapp.transfer.upload import MAX_UPLOAD_BYTES

RECENTLY_SECONDS = 300.0


class ImportForm(forms.Form):
    """A file to import."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A .json or .zip file of at most 256 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.zip"}),
        error_messages={
            "required": sentences.UPLOAD["no_file"],
            "missing": sentences.UPLOAD["no_file"],
            "invalid": sentences.UPLOAD["no_file"],
            "empty": sentences.UPLOAD["empty_file"],
        },
    )

    def clean_file(self) -> Any:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_UPLOAD_BYTES:
            raise ValidationError(sentences.UPLOAD["file_too_large"], "file_too_large")
        return file


class FarewellForm(forms.Form):
    """The typed confirmation, and the proof that it is the person: the password if there is one."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        help_text=_("Type it to confirm."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type your e-mail address to confirm.")},
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type your password.")},
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():
            del self.fields["password"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip()
        if email.lower() != self.user.email:
            raise ValidationError(_("This is not the e-mail address of your account."), "mismatch")
        return email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("That is not your password."), "incorrect_password")
        return password


def signed_in_recently(request: HttpRequest) -> bool:
    """Whether this browser has signed in or proved again who it is within five minutes."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record.get("at", 0) < RECENTLY_SECONDS for record in records)
