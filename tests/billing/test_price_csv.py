"""Prices out and in again, as CSV: all or nothing, and never over an old one."""

import pytest
from django.core.management import call_command

from billing.models import ModelPrice
from billing.price_csv import BadPricesError, export_csv, import_csv
from billing.prices import price_of
from tests.billing.money import NOON

pytestmark = pytest.mark.django_db
HEADER, *LINES = (
    "model,speed,prompt_from,input,output,cache_write_5m,cache_write_1h,cache_read,"
    "batch,us_geo,effective_from,source",
    "claude-next,standard,0,3,15,3.75,6,0.30,0.5,1.1,2026-11-01,contract",
    "claude-opus-5,standard,0,4.50,22,5,9,0.45,0.5,1.1,2026-11-10,contract",
)
NEXT, CHEAPER = LINES


def file_of(*lines: str) -> str:
    return "\n".join([HEADER, *lines])


def test_what_is_exported_can_be_imported_and_changes_nothing():
    before = ModelPrice.objects.count()

    done = import_csv(export_csv())

    assert (done.added, done.unchanged) == (0, before)
    assert ModelPrice.objects.count() == before


def test_a_new_price_holds_from_its_day_and_the_old_one_before():
    done = import_csv(file_of(NEXT, CHEAPER))

    assert done.added == 2
    assert price_of("claude-next", NOON, prompt_tokens=1).units["cache_write_5m"] == 3750
    assert price_of("claude-opus-5", NOON, prompt_tokens=1).units["input"] == 4500
    earlier = price_of("claude-opus-5", NOON.replace(day=9), prompt_tokens=1)
    assert earlier.units["input"] == 5000


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (NEXT.replace(",3,", ",-3,"), "negative"),
        (NEXT.replace(",3,", ",,"), "not a number"),
        (NEXT.replace(",3,", ",NaN,"), "negative or absurdly large"),
        (NEXT.replace(",3,", ",3000000000,"), "absurdly large"),
        (NEXT.replace("0.30", "0.30001"), "too many decimals"),
        (NEXT.replace("standard", "warp"), "not a speed"),
        (NEXT.replace(",0,", ",-1,"), "not a number of tokens"),
        (NEXT.replace("2026-11-01", "soon"), "not a date"),
        (NEXT.replace("2026-11-01", "2026-13-01"), "not a date"),
        (NEXT.replace("claude-next", ""), "model is missing"),
        (NEXT + "\n" + NEXT, "twice"),
        (CHEAPER.replace("2026-11-10", "2023-01-01"), "another price from that moment"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_of_the_file_is_taken(line, problem):
    before = ModelPrice.objects.count()
    good = NEXT.replace("claude-next", "claude-good")

    with pytest.raises(BadPricesError, match=problem):
        import_csv(file_of(good, line))

    assert ModelPrice.objects.count() == before


def test_a_file_without_the_columns_is_refused():
    with pytest.raises(BadPricesError, match="Columns are missing: model"):
        import_csv("a,b\n1,2\n")


def test_the_commands_write_and_read_the_same_file(capsys, tmp_path):
    call_command("export_prices")
    path = tmp_path / "prices.csv"
    path.write_text(capsys.readouterr().out + NEXT + "\n")

    call_command("import_prices", str(path))

    assert capsys.readouterr().out.startswith("1 prices added")
