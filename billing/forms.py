"""Money forms in people's terms: dollars, a person or a team by name, percentages as a list."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.models import Team
from billing import budgets, grants
from billing.models import Budget, Grant, Scope, Subject
from billing.models.budgets import default_thresholds
from billing.money import BadAmountError, format_usd, parse_usd

if TYPE_CHECKING:  # the stubs are generic, the classes are not
    BudgetModelForm = forms.ModelForm[Budget]
    GrantModelForm = forms.ModelForm[Grant]
else:
    BudgetModelForm = GrantModelForm = forms.ModelForm

PERSONAL = (Scope.USER, Scope.OWN)
OF_TEAMS = (Scope.TEAM, Scope.MEMBERS)


class DollarField(forms.CharField):
    """Reads "25" or "$0.05" as nano-dollars; shows nano-dollars as dollars."""

    widget = UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", "placeholder": "0.00"})

    def prepare_value(self, value: Any) -> Any:
        return format_usd(value).lstrip("$") if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        try:
            return parse_usd(text) if text else None
        except BadAmountError as error:
            raise ValidationError(str(error), code=error.code) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != (parse_usd(data) if data else None))
        except BadAmountError:
            return True


class PercentsField(forms.CharField):
    """Percentages, written with commas between them."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        text = str(super().clean(value) or "").replace("%", "").replace("，", ",")
        try:
            return sorted({int(part) for part in text.split(",") if part.strip()})
        except ValueError as error:
            raise ValidationError(
                _("Write whole percentages with commas between them, such as 50, 80, 100."),
                code="bad_percents",
            ) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)


def person_field(**kwargs: Any) -> forms.ModelChoiceField:  # type: ignore[type-arg]
    """A person, found by typing. `LogEntry.user` merely tells Django's search whom to look for."""
    widget = AutocompleteSelect(LogEntry._meta.get_field("user"), admin.site)
    people = get_user_model()._default_manager.all()
    return forms.ModelChoiceField(
        people, label=gettext_lazy("Person"), required=False, widget=widget, **kwargs
    )


def team_field(**kwargs: Any) -> forms.ModelChoiceField:  # type: ignore[type-arg]
    """A team, found by typing."""
    widget = AutocompleteSelect(get_user_model()._meta.get_field("team"), admin.site)
    return forms.ModelChoiceField(
        Team.objects.all(), label=gettext_lazy("Team"), required=False, widget=widget, **kwargs
    )


def chosen(cleaned: dict[str, Any], of: str, personal: Any, of_teams: Any) -> int:
    """The id that belongs to the kind `of`; 0 for everybody. Raises ValidationError."""
    name = "person" if of in personal else "team" if of in of_teams else ""
    if not name:
        return 0
    if not cleaned.get(name):
        raise ValidationError({name: _("Choose whom it is for.")}, code="nobody")
    return int(cleaned[name].pk)


class BudgetForm(BudgetModelForm):
    """One budget. Whom it is for and its period are chosen once; the limits may change."""

    person = person_field()
    team = team_field()
    limit_nano = DollarField(label=gettext_lazy("Limit, US dollars"), required=False)
    thresholds = PercentsField(
        label=gettext_lazy("Alert at percent"), required=False, initial=default_thresholds
    )

    class Meta:
        model = Budget
        fields = (
            "scope", "period", "limit_nano", "limit_tokens", "hard", "thresholds",
            "reply_output", "day_output",
        )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or self.cleaned_data
        budget = self.instance
        if not budget.pk and {"scope", "period"} <= data.keys():
            budget.scope, budget.period = data["scope"], data["period"]
            budget.scope_id = chosen(data, budget.scope, PERSONAL, OF_TEAMS)
            if Budget.objects.filter(
                scope=budget.scope, scope_id=budget.scope_id, period=budget.period
            ).exists():
                raise ValidationError(
                    _("There is such a budget already. Change that one."), code="exists"
                )
        names = ("limit_nano", "limit_tokens", "reply_output", "day_output")
        if not self.errors:
            try:
                budgets.check(
                    budget.scope,
                    budget.scope_id,
                    budget.period,
                    limits=[data[name] for name in names],
                    thresholds=data["thresholds"],
                )
            except budgets.BadBudgetError as error:
                raise ValidationError(str(error), code=error.code) from error
        return data


class GrantForm(GrantModelForm):
    """Something extra, once."""

    person = person_field()
    team = team_field()
    amount_nano = DollarField(label=gettext_lazy("US dollars"), required=False)

    class Meta:
        model = Grant
        fields = ("subject", "amount_nano", "tokens", "reason", "expires_at")
        help_texts: ClassVar[dict[str, Any]] = {
            "expires_at": gettext_lazy("Empty: at the end of the running period.")
        }

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or self.cleaned_data
        data["amount_nano"] = data.get("amount_nano") or 0
        if "subject" in data and not self.errors:
            subject = data["subject"]
            self.instance.subject_id = chosen(data, subject, (Subject.USER,), (Subject.TEAM,))
            try:
                grants.check(
                    subject, self.instance.subject_id, data["amount_nano"], data["tokens"],
                    data.get("expires_at"), timezone.now(),
                )  # fmt: skip
            except grants.BadGrantError as error:
                raise ValidationError(str(error), code=error.code) from error
        return data
