"""What of a history is kept: by property, over histories of every kind, turn by turn."""

from itertools import takewhile
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chatapp.claude import estimate
from chatapp.context.trimming import NOTHING, is_question, trim, with_preface

LIMIT = 16_000
MODEL = "claude-sonnet-5-5"
TEXTS = (
    "Where does the river end? ",
    "def total(rows): return sum(rows)\n",
    "这条河流向哪里？",
)


def measure(value: Any) -> int:
    return estimate.typical(value, MODEL)


def text(piece: int, times: int) -> dict[str, Any]:
    return {"type": "text", "text": TEXTS[piece] * times}


rows = st.integers(0, 900)
texts = st.builds(text, st.integers(0, 2), st.integers(1, 40))
images = st.just({"type": "image", "source": {"type": "base64", "data": "aaaa"}})
thoughts = st.builds(
    lambda n: {"type": "thinking", "thinking": "Hm. " * n, "signature": "c2ln"}, st.integers(1, 50)
)


@st.composite
def turns(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A question, perhaps with an image; tools used a few times; an answer."""
    asked = [draw(texts), *draw(st.lists(images, max_size=1))]
    turn: list[dict[str, Any]] = [{"role": "user", "content": asked}]
    for _ in range(draw(st.integers(0, 2))):
        names = draw(st.lists(st.uuids().map(str), min_size=1, max_size=2, unique=True))
        calls = [{"type": "tool_use", "id": name, "name": "look", "input": {}} for name in names]
        results = [
            {
                "type": "tool_result",
                "tool_use_id": name,
                "content": "row\n" * draw(rows),
            }
            for name in names
        ]
        said = [*draw(st.lists(thoughts, max_size=1)), *calls]
        turn += [{"role": "assistant", "content": said}, {"role": "user", "content": results}]
    thought = draw(st.lists(thoughts, max_size=1))
    return [*turn, {"role": "assistant", "content": [*thought, draw(texts)]}]


histories = st.lists(turns(), min_size=1, max_size=16)


def requests(history: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """What would be asked, one request after the other: each question, each result of tools."""
    flat: list[dict[str, Any]] = []
    asked = []
    for turn in history:
        for message in turn:
            flat.append(message)
            if message["role"] == "user":
                asked.append(list(flat))
    return asked


def sound(messages: tuple[dict[str, Any], ...]) -> None:
    """The API would take it: roles alternate, the person begins, every call has its result."""
    assert [m["role"] for m in messages] == ["user", "assistant"] * (len(messages) // 2) + ["user"]
    for before, after in zip((None, *messages), (*messages, None), strict=True):
        called = blocks(before, "tool_use", "id")
        answered = blocks(after, "tool_result", "tool_use_id")
        assert called == answered
    assert all(message["content"] for message in messages)


def unthought(messages: tuple[dict[str, Any], ...]) -> list[Any]:
    """The messages without thinking, which goes once its turn is over."""
    return [[b for b in m["content"] if b["type"] != "thinking"] for m in messages]


def blocks(message: dict[str, Any] | None, kind: str, key: str) -> set[str]:
    return {b[key] for b in message["content"] if b["type"] == kind} if message else set()


@settings(deadline=None, max_examples=25)
@given(histories, st.sets(st.integers(0, 40), max_size=2))
def test_every_request_fits_is_sound_keeps_what_is_pinned_and_begins_like_the_one_before(
    history: list[list[dict[str, Any]]], wished: set[int]
):
    cut, before = NOTHING, None
    for messages in requests(history):
        pinned = {at for at in wished if at < len(messages) and "tool" not in str(messages[at])}
        trimmed = trim(messages, limit=LIMIT, measure=measure, pinned=pinned, settled=cut)
        again = trim(messages, limit=LIMIT, measure=measure, pinned=pinned, settled=cut)
        assert trimmed == again
        assert trimmed.fits
        assert sum(measure(m["content"]) + 12 for m in trimmed.messages) <= trimmed.tokens + 12
        assert trimmed.tokens <= LIMIT
        sound(trimmed.messages)
        sound(with_preface(trimmed.messages, "A summary."))
        sent = str(trimmed.messages)
        said = [b for at in pinned for b in messages[at]["content"] if b["type"] != "thinking"]
        assert all(str(block) in sent for block in said)
        assert (
            trimmed.messages[-1]["content"][-len(messages[-1]["content"]) :]
            == (messages[-1]["content"])
        )
        if before and cut == trimmed.cut and not pinned:
            assert unthought(trimmed.messages[: len(before)]) == unthought(before)
        cut, before = trimmed.cut, trimmed.messages


def exchange(chance: Random) -> list[dict[str, Any]]:
    """One turn of a random conversation: text, images, thinking, tools, one language or another."""

    def some(most: int) -> dict[str, Any]:
        return text(chance.randrange(3), chance.randint(1, most))

    def thought() -> list[dict[str, Any]]:
        hm = "Hm. " * chance.randint(1, 50)
        block = {"type": "thinking", "thinking": hm, "signature": "c2ln"}
        return [block] if chance.random() < 0.5 else []

    image = {"type": "image", "source": {"type": "base64", "data": "aaaa"}}
    asked = [some(40), *([image] if chance.random() < 0.3 else [])]
    turn: list[dict[str, Any]] = [{"role": "user", "content": asked}]
    for step in range(chance.randint(0, 2)):
        call = {"type": "tool_use", "id": f"step {step}", "name": "look", "input": {}}
        rows = "row\n" * chance.randint(0, 900)
        result = {"type": "tool_result", "tool_use_id": call["id"], "content": rows}
        turn += [
            {"role": "assistant", "content": [*thought(), call]},
            {"role": "user", "content": [result]},
        ]
    return [*turn, {"role": "assistant", "content": [*thought(), some(60)]}]


def alike(before: tuple[dict[str, Any], ...], after: tuple[dict[str, Any], ...]) -> float:
    """The share of a request, in tokens, that begins the next one, block for block."""
    old, new = (
        [(message["role"], block) for message in messages for block in message["content"]]
        for messages in (before, after)
    )
    pairs = zip(old, new, strict=False)
    same = sum(measure(one[1]) for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return same / sum(measure(block) for _, block in old)


@settings(deadline=None, max_examples=5)
@given(st.integers(0, 2**32))
def test_nine_tenths_of_each_request_begin_the_next_in_random_conversations_of_every_kind(
    seed: int,
):
    """Far beyond a window a sixth as large as the smallest there is: what Claude's cache finds."""
    chance, limit = Random(seed), 32_000
    history = [exchange(chance) for _ in range(60)]
    sizes = {id(m["content"]): measure(m["content"]) for turn in history for m in turn}

    def known(content: Any) -> int:
        return sizes.get(id(content)) or measure(content)

    cut, moves = NOTHING, 0
    before: tuple[dict[str, Any], ...] = ()
    shares: list[float] = []
    for messages in requests(history):
        trimmed = trim(messages, limit=limit, measure=known, settled=cut)
        if before:
            shares.append(alike(before, trimmed.messages))
        moves += trimmed.cut != cut
        cut, before = trimmed.cut, trimmed.messages
    assert moves >= 2
    assert sum(shares) / len(shares) >= 0.9


def test_results_and_images_go_before_anything_that_was_said():
    image = {"type": "image", "source": {"type": "base64", "data": ""}}
    call = {"type": "tool_use", "id": "t", "name": "look", "input": {}}
    result = {"type": "tool_result", "tool_use_id": "t", "content": "row\n" * 16000}
    messages = [
        {"role": "user", "content": [image, text(0, 1)]},
        {"role": "assistant", "content": [call]},
        {"role": "user", "content": [result]},
        {"role": "assistant", "content": [text(0, 1)]},
        {"role": "user", "content": [text(0, 1)]},
    ]
    trimmed = trim(messages, limit=LIMIT, measure=measure)
    assert (trimmed.cut.turns, trimmed.cut.results) == (0, 4)
    assert "left out" in str(trimmed.messages[0])
    assert trimmed.messages[2]["content"][0]["tool_use_id"] == "t"
    assert trimmed.messages[4] == messages[4]


def test_a_message_larger_than_the_window_does_not_fit_and_the_rest_is_gone():
    messages = [
        {"role": "user", "content": [text(0, 1)]},
        {"role": "assistant", "content": [text(0, 1)]},
        {"role": "user", "content": [text(0, 5000)]},
    ]
    trimmed = trim(messages, limit=LIMIT, measure=measure)
    assert not trimmed.fits
    assert trimmed.messages == (messages[2],)


def test_a_question_begins_a_turn_and_a_result_does_not():
    assert is_question({"role": "user", "content": "Hello"})
    assert not is_question({"role": "user", "content": [{"type": "tool_result"}]})
    assert not is_question({"role": "assistant", "content": "Hello"})
