"""Why a call was refused money, in facts and in a sentence."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from billing.words import amount_words, budget_words, moment_words, period_words


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The budget that is short. `measure` is usd (nano-dollars), tokens or output (tokens).

    `fits_later`: it would fit if the calls that run now cost nothing, so waiting may help.
    """

    budget_id: int
    scope: str
    period: str
    measure: str
    limit: int
    spent: int
    reserved: int
    needed: int
    renews_at: datetime | None

    @property
    def available(self) -> int:
        return max(0, self.limit - self.spent - self.reserved)

    @property
    def fits_later(self) -> bool:
        return self.spent + self.needed <= self.limit


class RefusedError(Exception):
    """Nothing was reserved anywhere. Lists every budget that is short, the worst first."""

    code = "budget_exceeded"

    def __init__(self, shortfalls: tuple[Shortfall, ...]) -> None:
        self.shortfalls = shortfalls
        super().__init__(f"{self.worst.scope} budget {self.worst.budget_id} is short")

    @property
    def worst(self) -> Shortfall:
        """The budget to name: one that waiting cannot help, if there is any."""
        return min(self.shortfalls, key=lambda s: (s.fits_later, s.limit - s.spent - s.needed))

    @property
    def fits_later(self) -> bool:
        """Whether it is worth waiting until running calls settle."""
        return all(shortfall.fits_later for shortfall in self.shortfalls)

    @property
    def available(self) -> int:
        """What the worst budget has left, in its own measure."""
        return self.worst.available

    @property
    def renews_at(self) -> datetime | None:
        return self.worst.renews_at

    def sentence(self) -> str:
        """For the person who waits, in the language that is active."""
        short = self.worst
        facts = {
            "budget": budget_words()[short.scope],
            "period": period_words(short.period),
            "spent": amount_words(short.measure, short.spent),
            "limit": amount_words(short.measure, short.limit),
        }
        if short.fits_later:
            text = _(
                "Answers that are being written hold what is left of %(budget)s %(period)s "
                "(%(spent)s of %(limit)s used)."
            )
        elif short.spent < short.limit:
            text = _(
                "What is left of %(budget)s %(period)s is not enough for this request "
                "(%(spent)s of %(limit)s used)."
            )
        else:
            text = _("Nothing is left of %(budget)s %(period)s (%(spent)s of %(limit)s used).")
        return f"{text % facts} {_renewal(short.renews_at)}"


def _renewal(at: datetime | None) -> str:
    if at is None:
        return _("It does not renew: ask an administrator for more.")
    return _("It renews on %(when)s.") % {"when": moment_words(at)}
