"""A person's own lower limit for a month: theirs to set and to take away."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import budgets
from billing.budgets import BadBudgetError
from billing.models import Budget, Period, Scope
from billing.money import BadAmountError, format_usd, parse_usd


def own_nano(user_id: int) -> int | None:
    """The person's own limit in nano-dollars, if they have set one."""
    found = Budget.objects.filter(scope=Scope.OWN, scope_id=user_id, period=Period.MONTH)
    return found.values_list("limit_nano", flat=True).first()


def set_own(user_id: int, amount: str) -> None:
    """Sets it to an amount of dollars as typed, or takes it away where nothing was.

    Raises BadAmountError, BadBudgetError.
    """
    if not amount:
        Budget.objects.filter(scope=Scope.OWN, scope_id=user_id, period=Period.MONTH).delete()
        return
    nano = parse_usd(amount)
    if not nano:
        raise BadBudgetError(_("A limit of nothing would stop everything. Write an amount."))
    budgets.set_budget(Scope.OWN, user_id, Period.MONTH, limit_nano=nano, by=user_id)


class OwnLimitForm(forms.Form):
    """The limit as it stands, or as it was typed with what is wrong about it."""

    amount = forms.CharField(
        label=gettext_lazy("Your own limit for a month, in US dollars"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=gettext_lazy("Beyond it your questions wait for the next month. Empty: none."),
    )

    @classmethod
    def of(cls, user_id: int) -> "OwnLimitForm":
        """The form as the person finds it."""
        nano = own_nano(user_id)
        shown = "" if nano is None else format_usd(nano).removeprefix("$").replace(",", "")
        return cls(initial={"amount": shown})

    def save(self, user_id: int) -> bool:
        """Whether the limit now is what was typed; else the form says why not."""
        if not self.is_valid():
            return False
        try:
            set_own(user_id, self.cleaned_data["amount"])
        except (BadAmountError, BadBudgetError) as wrong:
            self.add_error("amount", str(wrong))
            return False
        return True
