"""However a reply is cut into deltas, people read the same text, with the values in it."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatapp.redaction.restoring import Restorer, restore, restore_block

VALUES = {
    "7K3Q9MX": "bob@example.com",
    "0000000": "4111 1111 1111 1111",
    "1234567": 'quote " and \\ backslash\nand a line',
    "9ABCDEF": "[EMAIL-7K3Q9MX]",
}
PIECES = [
    "[EMAIL-7K3Q9MX]", "[CARD-0000000]", "[card-0000000]",
    "[ EMAIL - 7k3q9mx ]", "［EMAIL_7K3Q9MX］",
    "\\[EMAIL\\-7K3Q9MX\\]", "EMAIL-7K3Q9MX", "[EMAIL7K3Q9MX", "[TERM-1234567]", "[TEXT-9ABCDEF]",
    "[EMAIL-7K3Q9MXX]", "[EMAIL-7K3Q9M]", "[EMAIL-5555555]", "[EMAIL", "EMAIL", "[", "]", "\\", " ",
    "[[", "-", "7", "7K3Q9MX", "xEMAIL-7K3Q9MX", "e", "an", "[IPADDRESS-", "CARD", "。", "I", "[P",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text("aEI[]- \\7KQ9MX\n", max_size=4), max_size=12)


@st.composite
def cut_texts(draw):
    text = "".join(draw(texts))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=20)))
    return text, [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cut_texts())
def test_any_cut_gives_the_text_that_no_cut_gives(cut):
    text, deltas = cut
    restorer = Restorer(VALUES)
    shown = [restorer.feed(delta) for delta in deltas]
    assert "".join([*shown, restorer.flush()]) == restore(text, VALUES)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="bd f.，1xz", max_size=40))
def test_what_cannot_be_a_placeholder_is_never_held_back(text):
    restorer = Restorer(VALUES)
    assert [restorer.feed(char) for char in text] == list(text)


def whole(text):
    return restore(text, VALUES)


def test_damage_by_case_spacing_and_escapes_is_understood():
    for damaged in PIECES[:7]:
        assert whole(f"to {damaged} now") in (
            "to bob@example.com now",
            "to 4111 1111 1111 1111 now",
        )


def test_no_placeholder_is_the_beginning_of_another():
    assert whole("[EMAIL-7K3Q9MXX]") == "[EMAIL-7K3Q9MXX]"
    assert whole("[EMAIL-7K3Q9M]") == "[EMAIL-7K3Q9M]"


def test_what_a_stranger_made_up_stays_what_it_is():
    assert whole("[EMAIL-5555555]") == "[EMAIL-5555555]"


def test_a_restored_value_is_not_read_again():
    assert whole("[TEXT-9ABCDEF]") == "[EMAIL-7K3Q9MX]"


def test_a_backslash_before_a_value_stays_one_of_markdown_goes():
    assert whole("C:\\[EMAIL-7K3Q9MX]\\x") == "C:\\bob@example.com\\x"
    assert whole("\\[EMAIL-7K3Q9MX\\]") == "bob@example.com"
    block = {"type": "tool_use", "_partial_input": json.dumps({"a": "C:\\[EMAIL-7K3Q9MX]"})}
    partial = restore_block(block, VALUES)["_partial_input"]
    assert json.loads(partial) == {"a": "C:\\bob@example.com"}


def test_a_bracket_around_several_stays():
    assert whole("[EMAIL-7K3Q9MX, x]") == "[bob@example.com, x]"


def test_a_tool_gets_the_values_and_half_a_call_stays_json():
    call = {"type": "tool_use", "id": "t1", "name": "mail", "input": {"to": ["[EMAIL-7K3Q9MX]"]}}
    assert restore_block(call, VALUES)["input"] == {"to": ["bob@example.com"]}
    cut = {"type": "tool_use", "id": "t1", "name": "n", "_partial_input": '{"a": "[TERM-1234567]"}'}
    assert json.loads(restore_block(cut, VALUES)["_partial_input"]) == {"a": VALUES["1234567"]}


def test_signed_thinking_stays_as_it_was_signed():
    thought = {"type": "thinking", "thinking": "about [EMAIL-7K3Q9MX]", "signature": "s"}
    assert restore_block(thought, VALUES) is thought
