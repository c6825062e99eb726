"""A person in an administrator's hands, and a budget for many at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.forms import AdminUserChangeForm
from billing import budgets
from billing.forms import DollarField
from billing.models import Budget, Period, Scope
from billing.money import format_usd
from chatapp.people import standing


class PersonForm(AdminUserChangeForm):
    """Everything about one person, the monthly budget among it."""

    budget = DollarField(label=gettext_lazy("Budget per month, US dollars"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Budget.objects.filter(
            scope=Scope.USER, scope_id=self.instance.pk, period=Period.MONTH
        )
        self.initial["budget"] = own.values_list("limit_nano", flat=True).first()
        if "budget" in self.fields:
            self.fields["budget"].help_text = self._otherwise()

    def _otherwise(self) -> str:
        month = standing.of_people([self.instance])[self.instance.pk]
        if month.own:
            return _("Empty it: what holds for the team or for everybody counts again.")
        if month.limit_nano is None:
            return _("Empty: no monthly limit of their own.")
        amount = format_usd(month.limit_nano)
        return _("Empty: %(amount)s, as for the team or everybody.") % {"amount": amount}


class BudgetForManyForm(forms.Form):
    """One monthly budget for all the people who were chosen."""

    budget = DollarField(
        label=gettext_lazy("Budget per month, US dollars"),
        required=False,
        help_text=gettext_lazy("Empty: what holds for their team or for everybody."),
    )

    def clean_budget(self) -> int | None:
        nano: int | None = self.cleaned_data["budget"]
        if nano is not None:
            try:
                budgets.check(Scope.USER, 1, Period.MONTH, limits=[nano], thresholds=[])
            except budgets.BadBudgetError as error:
                raise ValidationError(str(error), code=error.code) from error
        return nano


class ImportForm(forms.Form):
    """A list of people: as a file, or as text that was looked at already."""

    MOST_BYTES = 1_000_000

    file = forms.FileField(label=gettext_lazy("CSV file"), required=False)
    text = forms.CharField(
        label=gettext_lazy("or paste it here"),
        required=False,
        max_length=MOST_BYTES,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if file := data.get("file"):
            if file.size > self.MOST_BYTES:
                raise ValidationError(_("The file is larger than 1 MB. Split it."), code="large")
            data["text"] = _decoded(file.read())
        if not str(data.get("text") or "").strip() and not self.errors:
            raise ValidationError(_("Choose a file or paste the list."), code="empty")
        return data


def _decoded(content: bytes) -> str:
    """Text of a spreadsheet: UTF-8, or what a Chinese Excel writes. Raises ValidationError."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("The file is no text in UTF-8. Save it as “CSV UTF-8”."), code="bytes")
