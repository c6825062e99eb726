"""Prices as CSV: what an administrator downloads, edits in a spreadsheet, and brings back.

Amounts are US dollars per million tokens, as on the pricing page. Importing adds rows and never
changes one: lines that are there already are skipped, all or nothing is taken.
"""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from billing import prices
from billing.models import ModelPrice, Speed
from billing.models.prices import ONE_PPM

AMOUNTS = ("input", "output", "cache_write_5m", "cache_write_1h", "cache_read")
FACTORS = ("batch", "us_geo")
COLUMNS = ("model", "speed", "prompt_from", *AMOUNTS, *FACTORS, "effective_from", "source")
MOST_USD = Decimal(1_000_000)


class BadPricesError(ValueError):
    """The file was not taken. One sentence per line that is wrong."""

    code = "bad_prices"

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were added, and how many were there already."""

    added: int
    unchanged: int


def export_csv() -> str:
    """All model prices, ready for `import_csv`."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for price in ModelPrice.objects.all():
        writer.writerow(
            {
                "model": price.model,
                "speed": price.speed,
                "prompt_from": price.prompt_from,
                "effective_from": price.effective_from.isoformat(),
                "source": price.source,
                **{name: _plain(getattr(price, f"{name}_nano"), 1000) for name in AMOUNTS},
                **{name: _plain(getattr(price, f"{name}_ppm"), ONE_PPM) for name in FACTORS},
            }
        )
    return text.getvalue()


def import_csv(text: str) -> Imported:
    """Add the rows of the file. Raises BadPricesError, and then nothing was added."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
        raise BadPricesError([_("Columns are missing: %(names)s.") % {"names": ", ".join(missing)}])
    problems: list[str] = []
    rows: dict[tuple[Any, ...], ModelPrice] = {}
    for line in reader:
        try:
            price = _read(line)
        except ValueError as error:
            problems.append(_at(reader.line_num, str(error)))
            continue
        if _key(price) in rows:
            problems.append(_at(reader.line_num, _("the same price from the same day twice.")))
        rows[_key(price)] = price
    present = {_key(price): price for price in ModelPrice.objects.all()}
    for key in rows.keys() & present.keys():
        if _values(rows[key]) != _values(present[key]):
            problems.append(
                _(
                    "%(price)s: there is another price from that moment on. "
                    "Prices are never changed; give the new one a later day."
                )
                % {"price": rows[key]}
            )
    if problems:
        raise BadPricesError(problems)
    added = [price for key, price in rows.items() if key not in present]
    with transaction.atomic():
        for price in added:
            price.save(force_insert=True)
    prices.forget_book()
    return Imported(len(added), len(rows) - len(added))


def _read(line: dict[str, str]) -> ModelPrice:
    text = {name: (line.get(name) or "").strip() for name in COLUMNS}
    if not text["model"]:
        raise ValueError(_("the model is missing."))
    if text["speed"] not in Speed.values:
        raise ValueError(
            _("“%(text)s” is not a speed; it is standard or fast.") % {"text": text["speed"]}
        )
    if not text["prompt_from"].isdecimal():
        raise ValueError(
            _wrong("prompt_from", text["prompt_from"], _("is not a number of tokens."))
        )
    return ModelPrice(
        model=text["model"],
        speed=text["speed"],
        prompt_from=int(text["prompt_from"]),
        effective_from=_moment(text["effective_from"]),
        source=text["source"][:200],
        **{f"{name}_nano": _whole(name, text[name], 1000) for name in AMOUNTS},
        **{f"{name}_ppm": _whole(name, text[name], ONE_PPM) for name in FACTORS},
    )


def _whole(name: str, text: str, unit: int) -> int:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(_wrong(name, text, _("is not a number."))) from None
    if not (value.is_finite() and 0 <= value <= MOST_USD):
        raise ValueError(_wrong(name, text, _("is negative or absurdly large.")))
    scaled = value * unit
    if scaled != scaled.to_integral_value():
        raise ValueError(_wrong(name, text, _("has too many decimals.")))
    return int(scaled)


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
        if moment is None and (day := parse_date(text)):
            moment = datetime(day.year, day.month, day.day)
    except ValueError:
        moment = None
    if moment is None:
        raise ValueError(_wrong("effective_from", text, _("is not a date. Write 2026-10-07.")))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _wrong(column: str, text: str, what: str) -> str:
    return f"{column}: “{text}” {what}"


def _at(line: int, problem: str) -> str:
    return _("Line %(number)s: %(problem)s") % {"number": line, "problem": problem}


def _key(price: ModelPrice) -> tuple[Any, ...]:
    return (price.model, price.speed, price.prompt_from, price.effective_from)


def _values(price: ModelPrice) -> tuple[int, ...]:
    return tuple(getattr(price, f"{name}_nano") for name in AMOUNTS) + tuple(
        getattr(price, f"{name}_ppm") for name in FACTORS
    )


def _plain(value: int, unit: int) -> str:
    return format(Decimal(value) / unit, "f")
