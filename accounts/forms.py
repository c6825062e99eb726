"""Forms about people: sign-up, one's own profile, and the admin's two."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.conf import settings
from django.contrib.auth.forms import BaseUserCreationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminSelectWidget

from accounts import door
from accounts.models import LastAdministratorError, User
from accounts.roles import Role

if TYPE_CHECKING:  # the stubs are generic, the classes are not
    UserModelForm = forms.ModelForm[User]
    UserCreationForm = BaseUserCreationForm[User]
else:
    UserModelForm = forms.ModelForm
    UserCreationForm = BaseUserCreationForm


class SignupForm(forms.Form):
    """What both sign-up forms of allauth have in common: the name, and the rule of the door."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("display_name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if allowed := door.domains():
            self.fields["email"].help_text = _("An address at %(domains)s.") % {
                "domains": ", ".join(allowed)
            }

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        email = self.cleaned_data.get("email")
        if email and not door.lets_in(email):
            message = _("Only addresses at %(domains)s can sign up here.")
            params = {"domains": ", ".join(door.domains())}
            self.add_error("email", ValidationError(message, "domain_not_allowed", params))
        return cleaned

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account is saved."""
        if name := self.cleaned_data["display_name"]:
            user.display_name = name
            user.save(update_fields=["display_name"])


class ProfileForm(UserModelForm):
    """What people set for themselves."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    theme = forms.ChoiceField(
        label=_("Theme"), required=False, choices=User.Theme.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = User
        fields = ("display_name", "instructions", "language", "theme")
        labels: ClassVar[dict[str, Any]] = {"display_name": _("Your name")}
        widgets: ClassVar[dict[str, Any]] = {
            "display_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "instructions": forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [
            (code, get_language_info(code)["name_local"]) for code, _n in settings.LANGUAGES
        ]
        language = cast(forms.ChoiceField, self.fields["language"])
        language.choices = [("", _("Same as the browser")), *languages]


class RoleField(forms.ChoiceField):
    """The role as one choice, instead of Django's flags and groups."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"label": _("Role"), "initial": Role.USER, "widget": UnfoldAdminSelectWidget}
        super().__init__(choices=Role.choices, **kwargs)


class AdminUserAddForm(UserCreationForm):
    """A new account made by an administrator."""

    role = RoleField()

    class Meta:
        model = User
        fields = ("email", "display_name", "team")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("password1", "password2"):
            new = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"})
            self.fields[name].widget = new

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise ValidationError(User._meta.get_field("email").error_messages["unique"], "unique")
        return email


class AdminUserChangeForm(UserModelForm):
    """An account in an administrator's hands: the role is chosen, never ticked together."""

    role = RoleField()

    class Meta:
        model = User
        fields = ("email", "display_name", "team", "language", "theme")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["role"] = self.instance.role

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_role(self) -> str:
        role: str = self.cleaned_data["role"]
        if role != Role.ADMINISTRATOR and self.instance.is_last_administrator():
            raise ValidationError(LastAdministratorError.sentence, LastAdministratorError.code)
        return role
