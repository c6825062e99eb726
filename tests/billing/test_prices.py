"""What a request costs, against a price list written down by hand from the pricing page."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing import published
from billing.charges import charges_of
from billing.models import ModelPrice
from billing.models.prices import WriteOnceError
from billing.prices import Rate, UnknownPriceError, cost, price_of, worst_case
from billing.tokens import Tokens, tokens_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, tzinfo=UTC)
MILLION = 1_000_000
DOLLAR = 10**9
EVERYTHING = Tokens(MILLION, MILLION, MILLION, MILLION, MILLION)


@pytest.mark.parametrize(
    ("model", "dollars"),
    [  # input, output, write 5 m, write 1 h, read
        ("claude-fable-5-2", (8, 40, 10, 16, 0.20)),
        ("claude-mythos-5-1", (10, 50, 12.50, 20, 0.25)),
        ("claude-fable-5", (10, 50, 12.50, 20, 1.00)),
        ("claude-opus-5-5", (4, 20, 5, 8, 0.20)),
        ("claude-opus-5", (5, 25, 6.25, 10, 0.50)),
        ("claude-opus-4-5-20251101", (5, 25, 6.25, 10, 0.50)),
        ("claude-sonnet-5-5", (2, 10, 2.50, 4, 0.10)),
        ("claude-sonnet-5", (2, 10, 2.50, 4, 0.20)),
        ("claude-sonnet-4-6", (3, 15, 3.75, 6, 0.30)),
        ("claude-sonnet-4-0", (3, 15, 3.75, 6, 0.30)),
        ("claude-3-5-haiku-latest", (0.80, 4, 1, 1.60, 0.08)),
        ("claude-haiku-4-5-20251001", (1, 5, 1.25, 2, 0.10)),
    ],
)
def test_a_million_tokens_of_each_kind_cost_what_the_pricing_page_says(model, dollars):
    price = price_of(model, NOW, prompt_tokens=1)

    assert list(cost(EVERYTHING, price).values()) == [round(d * DOLLAR) for d in dollars]


def test_haiku_5_5_costs_five_times_as_much_beyond_a_prompt_of_100_000_tokens():
    def input_of(prompt):
        return price_of("claude-haiku-5-5", NOW, prompt_tokens=prompt).units["input"]

    assert (input_of(100_000), input_of(100_001)) == (100, 500)


def test_the_band_goes_by_everything_that_is_read_and_holds_for_the_output_too():
    usage = {"input_tokens": 1, "cache_read_input_tokens": 100_000, "output_tokens": 1000}

    [charge] = charges_of(usage, model="claude-haiku-5-5", at=NOW)

    assert charge.amount_nano == 1 * 500 + 100_000 * 50 + 1000 * 2500


def test_a_price_holds_from_its_day_on_and_not_before():
    def read(day):
        at = datetime.fromisoformat(f"{day}T00:00:00+00:00")
        return price_of("claude-sonnet-5-5", at, prompt_tokens=1).units["cache_read"]

    assert (read("2026-10-06"), read("2026-10-07"), read("2026-11-01")) == (200, 100, 100)


def test_batch_halves_and_us_inference_adds_a_tenth_and_both_multiply():
    def million_input(**terms):
        price = price_of("claude-haiku-5-5", NOW, prompt_tokens=1, **terms)
        return cost(Tokens(input=MILLION), price)["input"]

    assert million_input() == 100_000_000
    assert million_input(batch=True) == 50_000_000
    assert million_input(geo="us") == 110_000_000
    assert million_input(batch=True, geo="us") == 55_000_000
    assert million_input(geo="global") == 100_000_000


def test_fast_mode_has_its_own_price_and_is_unknown_where_it_has_none():
    assert price_of("claude-opus-5-5", NOW, prompt_tokens=1, speed="fast").units["output"] == 40_000
    with pytest.raises(UnknownPriceError, match="at speed “fast”"):
        price_of("claude-haiku-5-5", NOW, prompt_tokens=1, speed="fast")


@pytest.mark.parametrize("model", ["claude-opus-9", "gpt-5", "", "claude-haiku-5-5-extra"])
def test_a_model_without_price_is_an_error_that_says_what_to_do(model):
    with pytest.raises(UnknownPriceError, match="An administrator must add one"):
        price_of(model, NOW, prompt_tokens=1)


def test_a_fraction_of_a_nano_dollar_is_rounded_half_up_once_per_entry():
    us_batch_read = Rate(10, 550_000)  # 5.5 nano-dollars

    assert [us_batch_read.cost(n) for n in (0, 1, 2, 3)] == [0, 6, 11, 17]


@given(st.integers(0, 10**7), st.integers(0, 10**6), st.integers(0, 3_000_000))
def test_a_bound_is_never_below_the_cost_and_what_fits_is_within_the_bound(tokens, unit, ppm):
    rate = Rate(unit, ppm)

    assert 0 <= rate.bound(tokens) - rate.cost(tokens) <= 1
    fits = rate.fits(tokens)
    assert fits is None or rate.bound(fits) <= tokens < rate.bound(fits + 1)


@given(
    st.lists(st.integers(0, 50_000), min_size=4, max_size=4),
    st.sampled_from(["claude-haiku-5-5", "claude-opus-5-5", "claude-3-haiku"]),
    st.booleans(),
    st.sampled_from([None, "us"]),
)
def test_no_usage_within_the_counted_input_costs_more_than_the_worst_case(reads, model, batch, geo):
    fresh, five, hour, cached = reads
    used = Tokens(fresh, 700, five, hour, cached)
    price = price_of(model, NOW, prompt_tokens=used.prompt, batch=batch, geo=geo)

    most = worst_case(
        model, NOW, input_tokens=used.prompt, max_tokens=700, batch=batch, geo=geo
    ).nano(700)

    assert sum(cost(used, price).values()) <= most


def test_the_worst_case_takes_the_dear_band_when_the_margin_reaches_it():
    near = worst_case("claude-haiku-5-5", NOW, input_tokens=95_000, max_tokens=10)
    far = worst_case("claude-haiku-5-5", NOW, input_tokens=90_000, max_tokens=10)

    assert near.input_nano == 104_500 * 1000  # one-hour cache writes of the dear band
    assert far.input_nano == 99_000 * 200


def test_searching_the_web_costs_a_cent_and_fetching_nothing():
    usage = {
        "input_tokens": 0,
        "output_tokens": 0,
        "server_tool_use": {"web_search_requests": 3, "web_fetch_requests": 2},
    }

    [charge] = charges_of(usage, model="claude-sonnet-5-5", at=NOW, batch=True, geo="us")

    assert charge.amount_nano == 3 * DOLLAR // 100


def test_an_advisor_is_booked_at_its_own_price_and_a_compaction_besides_the_total():
    usage = {
        "input_tokens": 10,
        "output_tokens": 20,
        "iterations": [
            {"type": "message", "input_tokens": 10, "output_tokens": 20},
            {"type": "compaction", "input_tokens": 1000, "output_tokens": 5},
            {"type": "advisor_message", "model": "claude-fable-5", "input_tokens": 7,
             "output_tokens": 9},
        ],
    }  # fmt: skip

    answer, compaction, advisor = charges_of(usage, model="claude-sonnet-5", at=NOW)

    assert answer.amount_nano == 10 * 2000 + 20 * 10_000
    assert compaction.amount_nano == 1000 * 2000 + 5 * 10_000
    assert advisor.amount_nano == 7 * 10_000 + 9 * 50_000
    assert [part.part for part in (answer, compaction, advisor)] == [0, 1, 2]


def test_an_answer_of_an_unpriced_model_is_booked_at_the_price_of_the_one_that_was_asked():
    usage = {"input_tokens": 10, "output_tokens": 0}

    [charge] = charges_of(usage, model="claude-surprise-9", asked_model="claude-sonnet-5", at=NOW)

    assert charge.amount_nano == 20_000
    assert charge.unpriced == "claude-surprise-9"
    assert all(line.estimated for line in charge.lines())


def test_what_a_fallback_model_answered_is_booked_step_by_step_at_each_models_price():
    usage = {
        "input_tokens": 30,
        "output_tokens": 5,
        "server_tool_use": {"web_search_requests": 1},
        "iterations": [
            {"type": "message", "model": "claude-fable-5", "input_tokens": 10, "output_tokens": 0},
            {"type": "fallback_message", "model": "claude-opus-5", "input_tokens": 20,
             "output_tokens": 5},
        ],
    }  # fmt: skip

    declined, served = charges_of(usage, model="claude-opus-5", at=NOW)

    assert declined.amount_nano == 10 * 10_000 + DOLLAR // 100
    assert served.amount_nano == 20 * 5000 + 5 * 25_000


def test_what_nobody_can_price_is_an_error():
    with pytest.raises(UnknownPriceError):
        charges_of({"input_tokens": 1}, model="a", asked_model="b", at=NOW)


def test_fast_output_of_a_model_without_fast_price_is_booked_at_the_standard_price():
    usage = {"input_tokens": 10, "output_tokens": 0, "speed": "fast"}

    [charge] = charges_of(usage, model="claude-sonnet-5", at=NOW)

    assert (charge.amount_nano, charge.unpriced) == (20_000, "claude-sonnet-5")


def test_the_answer_itself_says_where_and_how_it_was_computed():
    usage = {"input_tokens": 1000, "output_tokens": 0, "inference_geo": "us",
             "service_tier": "batch"}  # fmt: skip

    [charge] = charges_of(usage, model="claude-haiku-5-5", at=NOW, geo="global")

    assert charge.amount_nano == 55_000


def test_an_unpriced_tool_is_booked_and_marked_instead_of_refused():
    usage = {"input_tokens": 1, "output_tokens": 1, "server_tool_use": {"moon_requests": 2}}

    [charge] = charges_of(usage, model="claude-sonnet-5", at=NOW)

    assert {line.kind: line.estimated for line in charge.lines()} == {
        "input": False,
        "output": False,
        "moon_requests": True,
    }


def test_prices_are_write_once():
    price = ModelPrice.objects.get(model="claude-opus-5", speed="standard")
    price.input_nano = 1

    with pytest.raises(WriteOnceError):
        price.save()


def test_every_published_price_is_whole_nano_dollars_and_below_its_own_dearer_kinds():
    for row in published.rows():
        assert 0 < row["cache_read_nano"] < row["input_nano"] < row["output_nano"]
        assert row["input_nano"] < row["cache_write_5m_nano"] < row["cache_write_1h_nano"]


def test_zeros_are_zeros_and_missing_is_missing():
    assert tokens_of({"input_tokens": 0, "output_tokens": 0}).missing == frozenset()
    assert tokens_of({"input_tokens": 5, "novelty": 9}).missing == {"output"}
    assert tokens_of({"input_tokens": -1, "output_tokens": True}).missing == {"input", "output"}


def test_cache_writes_that_the_split_does_not_name_are_for_five_minutes():
    split = {"ephemeral_5m_input_tokens": 100, "ephemeral_1h_input_tokens": 30}

    whole = tokens_of({"cache_creation_input_tokens": 1000})
    partly = tokens_of({"cache_creation_input_tokens": 1000, "cache_creation": split})
    only = tokens_of({"cache_creation": split})

    assert (whole.cache_write_5m, whole.cache_write_1h) == (1000, 0)
    assert (partly.cache_write_5m, partly.cache_write_1h) == (970, 30)
    assert (only.cache_write_5m, only.cache_write_1h) == (100, 30)


def test_a_broken_stream_is_booked_with_the_larger_output_and_marked():
    usage = {"input_tokens": 12, "output_tokens": 3}

    [charge] = charges_of(usage, model="claude-sonnet-5", at=NOW, output_estimate=80)

    assert charge.tokens.output == 80
    assert {line.kind: line.estimated for line in charge.lines()} == {
        "input": False,
        "output": True,
    }
