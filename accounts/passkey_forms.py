"""allauth's two forms for keys, whose field "name" has a label that cannot be translated."""

from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _


class AddKeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc] # untyped base
    """Adds a passkey or security key."""

    name = forms.CharField(label=_("Name of the key"), required=False, max_length=100)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        passwordless = self.fields["passwordless"]
        passwordless.label = _("Use it instead of the password")
        passwordless.help_text = _(
            "The key alone then signs you in. It must check that it is you, by fingerprint, "
            "face or PIN."
        )


class RenameKeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc] # untyped base
    """Renames a passkey or security key."""

    name = forms.CharField(label=_("Name of the key"), max_length=100)
