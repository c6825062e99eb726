"""The administrator's forms: an action for each kind, and the box to try a text in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from accounts.models import Team
from chatapp.redaction.kinds import KINDS, Action
from chatapp.redaction.models import Policy

MOST_TRIED_CHARS = 100_000


class PolicyForm(forms.ModelForm[Policy]):
    """One choice for each kind; what stays at its default isn't stored."""

    class Meta:
        model = Policy
        fields = ("team", "may_correct")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in KINDS.values():
            self.fields[kind.code].initial = self.instance.action(kind.code)

    def save(self, commit: bool = True) -> Any:
        chosen = {kind.code: self.cleaned_data[kind.code] for kind in KINDS.values()}
        self.instance.actions = {
            code: action for code, action in chosen.items() if action != KINDS[code].default
        }
        return super().save(commit)


for _kind in KINDS.values():
    PolicyForm.base_fields[_kind.code] = PolicyForm.declared_fields[_kind.code] = forms.ChoiceField(
        label=_kind.name, choices=Action.choices, widget=UnfoldAdminSelectWidget
    )


class TryForm(forms.Form):
    """A text to see what would happen to it; nothing of it is kept."""

    text = forms.CharField(
        label=_("Text"), max_length=MOST_TRIED_CHARS, widget=UnfoldAdminTextareaWidget
    )
    team = forms.ModelChoiceField(
        Team.objects.all(),
        label=_("team"),
        required=False,
        empty_label=_("Everybody"),
        widget=UnfoldAdminSelectWidget,
    )
