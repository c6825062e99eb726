"""Bytes into events: the same whatever the pieces, the line ends and the hostility of the data."""

import json
import random
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatapp.claude.assembly import Assembler
from chatapp.claude.errors import MalformedStream
from chatapp.claude.wire import MAX_DEPTH, BadWire, SSEReader, parse_json
from tests.claude import recordings
from tests.fakes import wire

quick = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
"""Enough examples on a machine that may be busy; its speed is no part of what is tested."""

LINE_ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), TEXTS, st.lists(TEXTS))
EVENTS = st.lists(st.fixed_dictionaries({"type": TEXTS, "a": VALUES, "\u2028": VALUES}), max_size=4)


def read(body, cuts=()):
    """The events of a body that arrives in pieces, cut at these positions."""
    reader = SSEReader()
    ends = [*sorted(cut % (len(body) + 1) for cut in cuts), len(body)]
    starts = [0, *ends]
    return [
        event for at, end in zip(starts, ends, strict=False) for event in reader.feed(body[at:end])
    ]


def written(event, draw):
    """One of the many ways in which the standard lets an event be written down."""
    indent = draw(st.sampled_from([None, 1]))
    data = json.dumps(event, ensure_ascii=draw(st.booleans()), indent=indent)
    comment = draw(st.sampled_from(["", ": keep-alive\n", ":\n\n", "retry: 10\nid: 7\n"]))
    space = draw(st.sampled_from(["", " "]))
    lines = "".join(f"data:{space}{line}\n" for line in data.split("\n"))
    named = draw(st.sampled_from(["", "event: named\n"]))
    return f"{comment}{named}{lines}\n"


@st.composite
def bodies(draw):
    events = draw(EVENTS)
    text = "".join(written(event, draw) for event in events).encode()
    bom = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    return events, bom + text.replace(b"\n", draw(LINE_ENDS))


@quick
@given(bodies(), st.lists(st.integers(0, 4000), max_size=30))
def test_any_writing_of_any_events_cut_anywhere_reads_the_same(written_down, cuts):
    events, body = written_down
    assert read(body, cuts) == events


@quick
@given(bodies())
def test_a_body_may_arrive_byte_by_byte(written_down):
    events, body = written_down
    assert read(body, range(len(body))) == events


@recordings.needed
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_every_recorded_body_reads_the_same_in_random_pieces(line_end):
    chance = random.Random(7)
    streams = recordings.streams()
    for recording in streams:
        body = recording["body"].encode()
        cuts = [chance.randrange(len(body)) for _ in range(len(body) // 40)]
        assert read(body.replace(b"\n", line_end), cuts) == read(body), recording["id"]
    assert len(streams) >= 303


def test_an_event_that_the_body_does_not_finish_is_not_an_event():
    body = wire.encode(wire.MESSAGE_STOP)
    assert read(body.rstrip(b"\n") + b"\n") == []
    assert read(body) == [wire.MESSAGE_STOP]


@pytest.mark.parametrize("line", [b": a comment\n\n", b"event: ping\n\n", b"data:\n\n", b"\n\n\n"])
def test_what_carries_no_data_is_passed_over(line):
    assert read(line + wire.encode(wire.PING) + line) == [wire.PING]


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (r"a\u0000b", "a\ufffdb"),
        (r"\ud83d", "\ufffd"),
        (r"\ude00\ud83d", "\ufffd\ufffd"),
        (r"\ud83d\ude00", "😀"),
        (r"\\u0000", r"\u0000"),
    ],
)
def test_what_no_database_can_store_is_replaced(escaped, text):
    body = b'data: {"type": "x", "%s": ["%s"]}\n\n' % (escaped.encode(), escaped.encode())
    (event,) = read(body)
    assert event == {"type": "x", text: [text]}
    event_again = json.dumps(event, ensure_ascii=False).encode()
    assert b"\0" not in event_again


def test_bytes_that_are_no_utf8_are_replaced():
    assert read(b'data: {"type": "x", "t": "a\xff"}\n\n') == [{"type": "x", "t": "a\ufffd"}]


HOSTILE = {
    "nesting": b"[" * 100_000 + b"]" * 100_000,
    "nested objects": b'{"a":' * 500 + b"1" + b"}" * 500,
    "just too deep": b"[" * (MAX_DEPTH + 2) + b"]" * (MAX_DEPTH + 2),
    "a number beyond floats": b'{"type": "x", "n": 1e999}',
    "an integer beyond floats": b'{"type": "x", "n": 1' + b"0" * 400 + b"}",
    "ten thousand digits": b'{"type": "x", "n": ' + b"9" * 10_000 + b"}",
    "not a number": b'{"type": "x", "n": NaN}',
    "infinity": b'{"type": "x", "n": -Infinity, "s": "\\u0000"}',
    "a list": b"[]",
    "a text": b'"message_stop"',
    "a number": b"1",
    "null": b"null",
    "no type": b"{}",
    "a type that is no word": b'{"type": {"a": 1}}',
    "half an object": b'{"type": "x"',
    "a web page": b"<html>",
    "a raw NUL": b'{"type": "x", "t": "\0"}',
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_data_is_bad_wire_and_nothing_else(data):
    with pytest.raises(BadWire):
        read(b"data: " + data + b"\n\n")


@quick
@given(st.binary(max_size=60))
def test_any_bytes_are_events_or_bad_wire(noise):
    reader = SSEReader()
    with suppress(BadWire):
        reader.feed(noise + b"\n\ndata: " + noise.replace(b"\n", b"") + b"\n\n")


NOISE = st.sampled_from(
    [None, True, -1, 0, 1, 1.5, 10**12, "", "text", "text_delta", [], [1], ["a"], {}]
    + [{"type": kind} for kind in (None, 7, "text", "tool_use", "text_delta", "input_json_delta")]
    + [{"type": "text_delta", "text": 5}, {"type": "text", "text": ["a"]}, {"content": "abc"}]
    + [{"content": [7]}, {"usage": [1]}, {"usage": {"input_tokens": "many"}}, {"id": [1]}]
    + [{"cache_creation": 7}, {"output_tokens_details": [1]}, {"stop_reason": 9}]
)
DELTAS = [f"content_block_{step}" for step in ("start", "delta", "stop")]
KINDS = st.sampled_from(
    [*DELTAS, "message_start", "message_delta", "message_stop", "ping", "nonsense"]
)
FIELDS = ["index", "delta", "content_block", "message", "usage"]
ODD_EVENTS = st.lists(
    st.fixed_dictionaries({"type": KINDS}, optional=dict.fromkeys(FIELDS, NOISE)), max_size=4
)


@settings(quick, max_examples=400)
@given(ODD_EVENTS)
def test_events_of_any_shape_are_understood_or_a_malformed_stream(events):
    assembler = Assembler()
    with suppress(MalformedStream):
        for event in [*wire.reply("Hello")[:3], *events]:
            assembler.feed(event)


def test_an_endless_line_ends_at_a_bound(monkeypatch):
    monkeypatch.setattr("chatapp.claude.wire.MAX_EVENT_BYTES", 10_000)
    reader = SSEReader()
    for _ in range(10):
        reader.feed(b"x" * 1000)
    with pytest.raises(BadWire):
        reader.feed(b"x")


def test_numbers_beyond_64_bits_are_the_floats_that_every_reader_can_read():
    assert parse_json(b"[123456789012345678901234567890]") == [1.2345678901234568e29]
    assert parse_json(b'[123456789012345678901234567890, "\\u0000"]')[0] == 1.2345678901234568e29
