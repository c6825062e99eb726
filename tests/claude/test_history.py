"""Any branch of any conversation as messages that Claude takes back without a 400."""

import copy
import json
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatapp import history
from chatapp.models import Message

MODELS = ["claude-opus-5-5", "claude-sonnet-5-5"]
THINKING = ("thinking", "redacted_thinking")


def user(*blocks):
    return Message(role="user", content=list(blocks))


def text(words="Hello"):
    return {"type": "text", "text": words}


def thinking(signature="c2ln", words="hm"):
    return {"type": "thinking", "thinking": words, "signature": signature}


def call(name="toolu_1", kind="tool_use"):
    return {"type": kind, "id": name, "name": "clock", "input": {"b": 1, "_a": 2}}


def result(name="toolu_1", kind="tool_result"):
    return {"type": kind, "tool_use_id": name, "content": "12:00"}


def key(block):
    """A block as something to look it up by, whatever the order of its fields."""
    return json.dumps(block, sort_keys=True)


class Chat:
    """A conversation in the making: replies are stored with what they were made behind."""

    def __init__(self):
        self.branch = []
        self.sent_for = {}

    def say(self, *blocks):
        self.branch.append(user(*blocks))
        return self

    def reply(self, *blocks, model=MODELS[0]):
        asked = history.of(self.branch, model)
        made = Message(role="assistant", content=list(blocks), model=model)
        made.prefix = asked.fingerprint
        self.branch.append(made)
        for block in blocks:
            if block.get("type") in THINKING:
                self.sent_for[key(block)] = (model, copy.deepcopy(asked.messages))
        return self

    def sent(self, model=MODELS[0]):
        return history.of(self.branch, model).messages


# --- Stories --------------------------------------------------------------------------------------


def test_what_claude_said_goes_back_as_it_came():
    said = [
        thinking(),
        {"type": "text", "text": "See", "citations": [{"type": "char_location"}]},
        call("srvtoolu_1", "server_tool_use"),
        result("srvtoolu_1", "web_search_tool_result"),
        {"type": "hologram", "data": [1]},
        text("Done."),
    ]
    messages = Chat().say(text("Hi")).reply(*said).say(text("And?")).sent()
    assert messages == [
        {"role": "user", "content": [text("Hi")]},
        {"role": "assistant", "content": said},
        {"role": "user", "content": [text("And?")]},
    ]


def test_thinking_stays_behind_when_another_model_is_asked():
    chat = Chat().say(text("Hi")).reply(thinking(), text("Ho")).say(text("And?"))
    assert thinking() in chat.sent()[1]["content"]
    assert chat.sent(MODELS[1])[1]["content"] == [text("Ho")]


def test_thinking_of_all_replies_after_an_edit_stays_behind():
    chat = Chat().say(text("Hi")).reply(thinking(), text("Ho"))
    chat.say(text("And?")).reply(thinking(words="hm hm"), text("So.")).say(text("Go on"))
    chat.branch[0] = user(text("Hi!"))
    assert [m["content"] for m in chat.sent()[1::2]] == [[text("Ho")], [text("So.")]]


def test_a_new_system_prompt_is_another_history():
    chat = Chat().say(text("Hi")).reply(thinking(), text("Ho")).say(text("And?"))
    assert history.of(chat.branch, MODELS[0], "Be brief.").messages[1]["content"] == [text("Ho")]


def test_thinking_without_its_signature_was_cut_off_and_stays_behind():
    chat = Chat().say(text("Hi")).reply(thinking(signature=""), text("Ho")).say(text("And?"))
    assert chat.sent()[1]["content"] == [text("Ho")]


def test_no_message_of_claudes_ends_with_thinking():
    chat = Chat().say(text("Hi")).reply(text("Ho"), thinking()).say(text("And?"))
    assert chat.sent()[1]["content"] == [text("Ho")]


def test_a_reply_that_says_nothing_joins_the_questions_around_it():
    for nothing in ([], [text(" \n")], [thinking()], [call()]):
        chat = Chat().say(text("Hi")).reply(*nothing).say(text("Hello?"))
        assert chat.sent() == [{"role": "user", "content": [text("Hi"), text("Hello?")]}]


def test_the_steps_of_a_turn_with_tools_are_messages_of_their_own():
    steps = [thinking(), call(), result(), thinking(words="so"), text("It is noon.")]
    messages = Chat().say(text("Time?")).reply(*steps).say(text("Thanks")).sent()
    assert [m["role"] for m in messages] == ["user", "assistant", "user", "assistant", "user"]
    assert [block for m in messages[1:4] for block in m["content"]] == steps


def test_a_call_and_its_result_in_the_next_message_stay_together():
    chat = Chat().say(text("Time?")).reply(call()).say(text("Here:"), result())
    assert chat.sent()[1:] == [
        {"role": "assistant", "content": [call()]},
        {"role": "user", "content": [result(), text("Here:")]},
    ]


def test_half_of_a_pair_is_not_sent():
    chat = Chat().say(text("Time?")).reply(text("Let me see"), call("a"), call("b"))
    chat.say(result("b"), result("c"), text("So?"))
    assert chat.sent()[1:] == [
        {"role": "assistant", "content": [text("Let me see"), call("b")]},
        {"role": "user", "content": [result("b"), text("So?")]},
    ]
    lone = Chat().say(text("Hi")).reply(text("Ho"), call("x", "server_tool_use"))
    lone.say(text("?")).reply(result("y", "web_search_tool_result"), text("!")).say(text("Well"))
    assert [m["content"] for m in lone.sent()[1::2]] == [[text("Ho")], [text("!")]]


def test_a_partial_input_is_ours_and_the_inputs_own_keys_are_not():
    cut = {**call(), "_partial_input": '{"a'}
    chat = Chat().say(text("Time?")).reply(cut, result()).say(text("So?"))
    assert chat.sent()[1]["content"] == [call()]


def test_the_order_in_which_a_database_keeps_keys_says_nothing():
    """PostgreSQL gives objects back with their keys in another order than they were stored."""
    chat = Chat().say({"type": "text", "text": "Hi", "z": {"a": 1, "b": 2}})
    chat.reply(thinking(), text("Ho")).say(text("And?"))
    chat.branch[0] = user({"z": {"b": 2, "a": 1}, "text": "Hi", "type": "text"})
    assert thinking() in chat.sent()[1]["content"]


def test_numbers_that_only_json_can_hold_do_no_harm():
    tool = {**call(), "input": {"n": 10**40}}
    chat = Chat().say(text("Hi")).reply(tool, result(), text("Ho")).say(text("And?"))
    assert chat.sent()[1]["content"] == [tool]


# --- Any branch -----------------------------------------------------------------------------------

IDS = st.sampled_from(["a", "b", "c"])
SERVED = st.sampled_from(["served_a", "served_b"])
ODD = st.sampled_from(
    [
        {"type": "text", "text": None},
        {"type": "text", "text": " "},
        {"type": "tool_use", "id": ["a"]},
        {"type": "tool_result", "tool_use_id": {"a": 1}},
        {"type": "tool_use"},
        {"type": None},
        {"text": "no type"},
        {"type": "web_search_tool_result", "tool_use_id": None},
    ]
)
SAID = st.one_of(
    st.builds(text, st.sampled_from(["one", "two", ""])),
    st.builds(thinking, st.sampled_from(["c2ln", ""]), st.uuids().map(str)),
    st.builds(lambda word: {"type": "redacted_thinking", "data": word}, st.uuids().map(str)),
    st.builds(call, IDS),
    st.builds(result, IDS),
    st.builds(call, SERVED, st.just("server_tool_use")),
    st.builds(result, SERVED, st.just("web_search_tool_result")),
    st.just({"type": "hologram", "_deltas": [1], "data": {"_own": 1}}),
    ODD,
)
ASKED = st.lists(st.one_of(st.builds(text), st.builds(result, IDS), ODD), max_size=3)
TURNS = st.lists(
    st.tuples(ASKED, st.lists(SAID, max_size=5), st.sampled_from(MODELS)), min_size=1, max_size=4
)
CHANGES = st.sampled_from(["nothing", "edit", "cut out", "cut off", "swap keys"])


@st.composite
def chats(draw):
    chat = Chat()
    for number, (asked, said, model) in enumerate(draw(TURNS)):
        begun = [text("Well?")] if number == 0 else []
        chat.say(*begun, *asked).reply(*said, model=model)
    change, at = draw(CHANGES), draw(st.integers(1, len(chat.branch) - 1))
    message = chat.branch[at]
    match change:
        case "edit":
            message.content = [text("edited"), *message.content]
        case "cut out":
            del chat.branch[at]
        case "cut off":
            message.content = message.content[:-1]
        case "swap keys":
            message.content = [dict(reversed(block.items())) for block in message.content]
    return chat.say(text("And now?"))


any_branch = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


@any_branch
@given(chats(), st.sampled_from(MODELS))
def test_any_branch_is_one_that_claude_takes(chat, model):
    before = copy.deepcopy([message.content for message in chat.branch])
    messages = chat.sent(model)
    assert [message.content for message in chat.branch] == before
    roles_alternate(messages)
    tools_are_paired(messages)
    thinking_is_where_it_was_made(messages, model, chat.sent_for)
    for message in messages:
        for block in message["content"]:
            assert not [name for name in block if name.startswith("_")]
            assert block["type"] != "text" or block["text"].strip()
    kept = [b for m in messages for b in m["content"] if b["type"] == "hologram"]
    stored = [b for m in chat.branch for b in m.content if b.get("type") == "hologram"]
    assert len(kept) == len(stored)


def roles_alternate(messages):
    roles = [message["role"] for message in messages]
    assert roles == (["user", "assistant"] * len(roles))[: len(roles)]
    assert roles[-1] == "user"
    assert all(message["content"] for message in messages)


def tools_are_paired(messages):
    for before, message in zip([{"content": []}, *messages], messages, strict=False):
        answered = [b["tool_use_id"] for b in message["content"] if b["type"] == "tool_result"]
        called = [b["id"] for b in before["content"] if b["type"] == "tool_use"]
        assert set(answered) == set(called)
        assert len(answered) == len(set(answered))
        kinds = [b["type"] == "tool_result" for b in message["content"]]
        assert kinds == sorted(kinds, reverse=True)
        assert message["role"] == "user" or message["content"][-1]["type"] not in THINKING
    blocks = [block for message in messages for block in message["content"]]
    served = {b["id"] for b in blocks if b["type"] == "server_tool_use"}
    assert served == {b["tool_use_id"] for b in blocks if b["type"] == "web_search_tool_result"}


def thinking_is_where_it_was_made(messages, model, sent_for):
    for block in [b for m in messages for b in m["content"] if b["type"] in THINKING]:
        made_by, behind = sent_for[key(block)]
        assert made_by == model
        assert messages[: len(behind)] == behind
        assert block["type"] == "redacted_thinking" or block["signature"]


@any_branch
@given(TURNS)
def test_an_untouched_branch_of_one_model_keeps_its_thinking(turns):
    chat, made = Chat(), []
    for asked, said, _ in turns:
        blocks = [block for block in said if block.get("type") not in ("tool_use", "tool_result")]
        chat.say(text("Well?"), *asked).reply(*blocks, text("So."))
        made += [b for b in blocks if b.get("signature") or b.get("type") == "redacted_thinking"]
    messages = chat.say(text("And now?")).sent()
    assert [b for m in messages for b in m["content"] if b["type"] in THINKING] == made


@any_branch
@given(chats(), st.sampled_from(MODELS), st.integers())
def test_the_same_branch_is_always_the_same(chat, model, seed):
    first, again = history.of(chat.branch, model), history.of(chat.branch, model)
    assert first.messages == again.messages
    assert first.fingerprint == again.fingerprint
    shuffled = random.Random(seed)
    for message in chat.branch:
        message.content = [
            dict(shuffled.sample(list(block.items()), len(block))) for block in message.content
        ]
    assert history.of(chat.branch, model).fingerprint == first.fingerprint
