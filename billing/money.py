"""Dollars as people write them, nano-dollars as we count them.

One nano-dollar is 10^-9 USD. Every published price is a whole number of them per token, so
money is an `int` everywhere and no float ever touches it.
"""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

NANO = 1_000_000_000
MOST_NANO = 1_000_000_000 * NANO  # a billion dollars: what is above is a typing error
_USD = re.compile(
    r"(?:USD|US\$|\$)?\s*((?:\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(?:\.\d{1,9})?)\s*(?:USD|\$)?",
    re.IGNORECASE | re.ASCII,
)


class BadAmountError(ValueError):
    """What was written is not an amount of US dollars. The message is a sentence for the writer."""

    code = "bad_amount"


def parse_usd(text: str) -> int:
    """Nano-dollars for "10", "$0.05" or "12.50 USD".

    Commas part thousands only: whoever writes "2,50" must not get 250 dollars. Raises
    BadAmountError for other currencies, negative, absurd or unreadable amounts, and for more than
    nine decimals: rounding a limit silently would make it another limit.
    """
    found = _USD.fullmatch(text.strip())
    if not found:
        raise BadAmountError(
            _(
                "“%(text)s” is not an amount in US dollars. Write for example 10 or 0.05; other "
                "currencies, negative amounts and more than nine decimals are not accepted."
            )
            % {"text": text}
        )
    nano = int(Decimal(found[1].replace(",", "")) * NANO)
    if nano > MOST_NANO:
        raise BadAmountError(_("“%(text)s” is more than a billion US dollars.") % {"text": text})
    return nano


def format_usd(nano: int) -> str:
    """Dollars with the cents, and as many further decimals as the amount really has.

    >>> format_usd(4_000_000), format_usd(12_500_000_000), format_usd(-10)
    ('$0.004', '$12.50', '-$0.00000001')
    """
    whole, rest = divmod(abs(nano), NANO)
    decimals = f"{rest:09d}".rstrip("0").ljust(2, "0")
    return f"{'-' if nano < 0 else ''}${whole:,}.{decimals}"
