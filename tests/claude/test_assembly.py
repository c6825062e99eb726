"""Events of the wire into the blocks that will be stored and sent again, losing nothing."""

import pytest

from chatapp.claude.assembly import PARTIAL_INPUT, Assembler, usage_of
from chatapp.claude.errors import MalformedStream, Overloaded, ServerFailed
from chatapp.claude.events import BlockStart, BlockStop, Done, TextDelta, ThinkingDelta, Usage
from tests.fakes import wire
from tests.fakes.wire import block_start, block_stop, delta, message_delta, message_start


def assemble(*events):
    """Our events for events of the wire, message start and end added."""
    assembler = Assembler()
    whole = [message_start(), *events, message_delta(), wire.MESSAGE_STOP]
    return [ours for event in whole for ours in assembler.feed(event)]


def block(*events):
    """The one block that these events make."""
    (made,) = assemble(*events)[-1].content
    return made


def test_a_reply_is_told_piece_by_piece_and_then_whole():
    text = {"type": "text", "text": "Hello"}
    assert assemble(*wire.text_block("Hel", "lo")) == [
        usage_of(wire.USAGE),
        TextDelta(0, "Hel"),
        TextDelta(0, "lo"),
        BlockStop(0, text),
        usage_of({"input_tokens": 10, "output_tokens": 7}),
        Done("end_turn", (text,), model="claude-opus-4-8"),
    ]


def test_thinking_keeps_its_signature_and_may_be_silent():
    spoken = [
        block_start(0, type="thinking", thinking="", signature=""),
        delta(0, "thinking_delta", thinking="Let me "),
        delta(0, "thinking_delta", thinking="see"),
        delta(0, "signature_delta", signature="c2ln"),
        block_stop(0),
    ]
    whole = {"type": "thinking", "thinking": "Let me see", "signature": "c2ln"}
    shown = [event for event in assemble(*spoken) if isinstance(event, ThinkingDelta)]
    assert block(*spoken) == whole
    assert shown == [ThinkingDelta(0, "Let me "), ThinkingDelta(0, "see")]
    silent = block(spoken[0], *spoken[3:])
    assert silent == {"type": "thinking", "thinking": "", "signature": "c2ln"}


def tool(*pieces, **given):
    call = {"type": "tool_use", "id": "toolu_1", "name": "clock", "input": {}, **given}
    deltas = [delta(0, "input_json_delta", partial_json=piece) for piece in pieces]
    return block(block_start(0, **call), *deltas, block_stop(0))


def test_the_input_of_a_tool_arrives_in_pieces_of_json():
    assert tool('{"zone": "A', 'sia/Shanghai"}')["input"] == {"zone": "Asia/Shanghai"}


@pytest.mark.parametrize("pieces", [(), ("",), ("", "")])
def test_a_tool_without_arguments_has_an_empty_input(pieces):
    assert tool(*pieces) == {"type": "tool_use", "id": "toolu_1", "name": "clock", "input": {}}


@pytest.mark.parametrize("text", ['{"zone": ', "[1]", "7", "null", '{"a": 1e999}', "{" * 300])
def test_an_input_that_is_no_object_is_kept_as_it_came(text):
    call = tool(text)
    assert call["input"] == {}
    assert call[PARTIAL_INPUT] == text


@pytest.mark.parametrize("begun", [{}, {"citations": None}, {"citations": []}])
def test_citations_are_gathered_however_the_block_began(begun):
    found = [{"type": "char_location", "cited_text": word} for word in ("a", "b")]
    made = block(
        block_start(0, type="text", text="", **begun),
        *(delta(0, "citations_delta", citation=one) for one in found),
        delta(0, "text_delta", text="See"),
        block_stop(0),
    )
    assert made == {"type": "text", "text": "See", "citations": found}
    none_found = block(block_start(0, type="text", text="", **begun), block_stop(0))
    assert none_found == {"type": "text", "text": "", **begun}


def test_a_summary_of_earlier_turns_keeps_its_seal():
    made = block(
        block_start(0, type="compaction", content=None, encrypted_content=None),
        delta(0, "compaction_delta", content="Earlier: ", encrypted_content=None),
        delta(0, "compaction_delta", content="hello.", encrypted_content="c2VhbA"),
        block_stop(0),
    )
    whole = {"type": "compaction", "content": "Earlier: hello.", "encrypted_content": "c2VhbA"}
    assert made == whole


def test_what_a_newer_api_says_is_kept_or_passed_over_but_never_fatal():
    assert assemble({"type": "weather"}, wire.PING)[1:-2] == []
    hologram = {"type": "hologram", "data": [1, {"a": None}]}
    assert block(block_start(0, **hologram), block_stop(0)) == hologram
    grown = block(block_start(0, **hologram), delta(0, "hologram_delta", data=[2]), block_stop(0))
    assert grown == {**hologram, "_deltas": [{"type": "hologram_delta", "data": [2]}]}


def test_a_server_tools_result_comes_whole_and_is_told_at_once():
    result = {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [{"a": 1}]}
    told = assemble(block_start(0, **result), block_stop(0))
    assert told[1:3] == [BlockStart(0, result), BlockStop(0, result)]


def test_a_message_may_hold_all_its_content_at_once():
    call = {"type": "tool_use", "id": "toolu_1", "name": "clock", "input": {"a": 1}}
    text = {"type": "text", "text": "Now:"}
    start = message_start(content=[text, call], stop_reason="tool_use")
    assembler = Assembler()
    events = [*assembler.feed(start), *assembler.feed(wire.MESSAGE_STOP)]
    assert events[1:] == [
        TextDelta(0, "Now:"),
        BlockStop(0, text),
        BlockStart(1, call),
        BlockStop(1, call),
        Done("tool_use", (text, call), model="claude-opus-4-8"),
    ]


def test_a_second_message_start_loses_nothing_that_was_said_before_it():
    events = assemble(
        *wire.text_block("First"),
        message_start(id="msg_2", model="claude-opus-5", usage={"input_tokens": 12}),
        *wire.text_block("Second"),
    )
    done = events[-1]
    assert [made["text"] for made in done.content] == ["First", "Second"]
    assert done.model == "claude-opus-5"
    assert [e for e in events if isinstance(e, TextDelta)] == [
        TextDelta(0, "First"),
        TextDelta(1, "Second"),
    ]
    assert events[-2].raw == {"input_tokens": 12, "output_tokens": 7}


def test_the_same_message_start_twice_says_nothing_twice():
    start = message_start(content=[{"type": "text", "text": "Hi"}])
    assembler = Assembler()
    events = [e for w in (start, start, wire.MESSAGE_STOP) for e in assembler.feed(w)]
    assert [made["text"] for made in events[-1].content] == ["Hi"]


def test_a_block_that_never_stopped_is_whole_at_the_end():
    assert block(*wire.text_block("Hel", "lo")[:-1]) == {"type": "text", "text": "Hello"}


def test_nothing_follows_the_end_of_a_message():
    assembler = Assembler()
    for event in wire.reply("Hello"):
        assembler.feed(event)
    assert assembler.finished
    assert list(assembler.feed(block_start(1, type="text", text="more"))) == []


# --- Usage --------------------------------------------------------------------------------------


def test_later_counts_replace_earlier_ones_and_absent_ones_stay():
    used = {"input_tokens": 100, "cache_read_input_tokens": 50, "output_tokens": 1}
    assembler = Assembler()
    assembler.feed(message_start(usage=used))
    (grown,) = assembler.feed(message_delta(input_tokens=180, output_tokens=40))
    assert (grown.input, grown.cache_read, grown.output) == (180, 50, 40)
    (later,) = assembler.feed(message_delta(output_tokens=90, input_tokens=None))
    assert (later.input, later.cache_read, later.output) == (180, 50, 90)
    assert later.raw == {
        "input_tokens": 180,
        "cache_read_input_tokens": 50,
        "output_tokens": 90,
    }


@pytest.mark.parametrize(
    ("raw", "five_minutes", "one_hour"),
    [
        ({}, None, None),
        ({"cache_creation_input_tokens": 0}, 0, None),
        ({"cache_creation_input_tokens": 70}, 70, None),
        ({"cache_creation_input_tokens": 70, "cache_creation": None}, 70, None),
        (
            {
                "cache_creation_input_tokens": 70,
                "cache_creation": {
                    "ephemeral_5m_input_tokens": 50,
                    "ephemeral_1h_input_tokens": 20,
                },
            },
            50,
            20,
        ),
        ({"cache_creation": {"ephemeral_1h_input_tokens": 20}}, 0, 20),
        (
            {
                "cache_creation_input_tokens": 10,
                "cache_creation": {"ephemeral_1h_input_tokens": 20},
            },
            0,
            20,
        ),
    ],
)
def test_cache_writes_are_told_apart_by_their_time_to_live(raw, five_minutes, one_hour):
    used = usage_of(raw)
    assert (used.cache_write_5m, used.cache_write_1h) == (five_minutes, one_hour)


def test_not_said_and_zero_are_not_the_same():
    assert usage_of({}) == Usage()
    thinking = usage_of({"output_tokens": 0, "output_tokens_details": {"thinking_tokens": 0}})
    assert (thinking.output, thinking.thinking) == (0, 0)


@pytest.mark.parametrize("nonsense", [-1, 2**31, 1.5, "12", True, [], None])
def test_what_is_no_count_counts_as_not_said(nonsense):
    assert usage_of({"input_tokens": nonsense}).input is None


# --- What can't be understood -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "raised"),
    [("overloaded_error", Overloaded), ("api_error", ServerFailed), ("moon_error", ServerFailed)],
)
def test_an_error_inside_the_stream_is_the_error_it_tells_of(kind, raised):
    with pytest.raises(raised, match="Busy") as caught:
        assemble(wire.error_event(kind, "Busy"))
    assert caught.value.retryable


@pytest.mark.parametrize("error", ["Busy", None, [1], {}, {"type": 7, "details": "x"}])
def test_an_error_of_any_shape_is_an_error(error):
    with pytest.raises(ServerFailed):
        Assembler().feed({"type": "error", "error": error})


MALFORMED = {
    "a delta without its block": [delta(0, "text_delta", text="Hi")],
    "a delta after its block": [*wire.text_block("Hi"), delta(0, "text_delta", text="Ho")],
    "a delta without text": [block_start(0, type="text"), delta(0, "text_delta")],
    "text that is none": [block_start(0, type="text"), delta(0, "text_delta", text=5)],
    "a block that is none": [{**block_start(0), "content_block": "text"}],
    "a block without a type": [block_start(0, text="Hi")],
    "an index that is none": [{**block_start(0, type="text"), "index": "0"}],
    "no index": [{"type": "content_block_start", "content_block": {"type": "text"}}],
    "usage that is none": [{"type": "message_delta", "delta": {}, "usage": [1]}],
    "an ending that is none": [{"type": "message_delta", "delta": "end", "usage": {}}],
    "a message that is none": [{"type": "message_start", "message": ["Hi"]}],
    "content that is none": [message_start(id="msg_2", content="Hi")],
}


@pytest.mark.parametrize("events", MALFORMED.values(), ids=MALFORMED)
def test_a_known_event_of_an_unknown_shape_is_a_malformed_stream(events):
    with pytest.raises(MalformedStream):
        assemble(*events)


def test_an_end_without_a_beginning_is_a_malformed_stream():
    with pytest.raises(MalformedStream):
        Assembler().feed(wire.MESSAGE_STOP)


def test_names_are_cut_to_what_a_row_can_hold():
    assembler = Assembler()
    assembler.feed(message_start(model="m" * 500))
    assembler.feed(message_delta("s" * 500))
    (done,) = assembler.feed(wire.MESSAGE_STOP)
    assert (len(done.model), len(done.stop_reason)) == (100, 40)
