"""Why somebody's conversation must be opened."""

from django import forms
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget


class ReasonForm(forms.Form):
    """One sentence, which the owner reads too."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("The owner of the conversation is told it, with your name."),
    )
