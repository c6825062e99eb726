"""What people read when they try the product without a key."""

import json

import pytest

WEATHER = {
    "name": "get_weather",
    "description": "Weather of a city",
    "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string"}, "unit": {"enum": ["celsius", "fahrenheit"]}},
        "required": ["city"],
    },
}


async def test_a_question_gets_an_answer_about_its_subject(ask, text_of):
    reply = await ask("How does a heat pump work in winter?")
    assert "How does a heat pump work in winter?" in text_of(reply)
    assert "**heat**" in text_of(reply)
    assert reply.stop_reason == "end_turn"


async def test_the_same_question_gets_the_same_answer(ask, text_of):
    first, second = await ask("Why do cats purr?"), await ask("Why do cats purr?")
    assert text_of(first) == text_of(second)
    assert first.usage == second.usage


async def test_a_chinese_question_gets_a_chinese_answer(ask, text_of):
    text = text_of(await ask("为什么天空是蓝色的？"))
    assert "不是 Claude" in text
    assert "天空" in text
    assert "You asked" not in text


async def test_an_english_question_about_a_chinese_word_is_answered_in_english(ask, text_of):
    assert "You asked" in text_of(await ask("How do you pronounce 你好 in Mandarin?"))


async def test_it_says_once_that_it_is_a_simulator(ask, text_of):
    first = text_of(await ask("Hello!"))
    assert "built-in simulator, not Claude" in first
    conversation = [
        {"role": "user", "content": "Hello!"},
        {"role": "assistant", "content": first},
        {"role": "user", "content": "What is a monad?"},
    ]
    later = text_of(await ask(conversation))
    assert "simulator" not in later
    assert "“Hello!”" in later  # the history has arrived


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Write a Rust function that sums a list", "```rust\n"),
        ("用 Python 写一个函数", "```python\n"),
        ("Compare Django and Flask in a table", "| Django |"),
        ("Explain the quadratic formula", "\\frac{-b"),
        ("Draw a diagram of a login", "```mermaid\n"),
        ("List the steps to bake bread", "- bread"),
    ],
)
async def test_the_form_asked_for_is_the_form_given(ask, text_of, question, part):
    assert part in text_of(await ask(question))


@pytest.mark.parametrize(
    ("options", "said", "title"),
    [
        ({"system": "Write a short title for the chat."}, "how do I cook rice?", "Cook rice"),
        ({}, "Write a short title for this chat:\nUser: please fix my bike", "Fix my bike"),
        ({}, "请给下面的对话起一个标题：\n用户：请帮我写一首关于春天的诗", "关于春天的诗"),
        ({"system": "请为这段对话生成一个简短的标题。"}, "如何学习游泳？", "如何学习游泳"),
    ],
)
async def test_titles_are_made_of_the_words_of_the_text(ask, text_of, options, said, title):
    assert text_of(await ask(said, **options)) == title


async def test_a_summary_is_made_of_the_most_telling_sentences(ask, text_of):
    story = (
        "The budget of a team is fixed each month. Lunch was good. When the budget is used up, "
        "the team is told. An administrator may raise the budget of a team to 500 dollars. "
        "It rained. The team sees how much of the budget is left. Somebody sang. Birds flew."
    )
    summary = text_of(await ask(f"Summarise the following text:\n{story}"))
    assert all(line.removeprefix("- ") in story for line in summary.splitlines())
    assert len(summary) < len(story) / 2
    assert "budget" in summary
    assert "Lunch" not in summary


async def test_a_long_text_is_noted_in_parts_and_merged_with_their_numbers(ask, text_of):
    part = '<part number="1" of="2" under="I">\n<text>\nAn island.\n</text>\n</part>\n\nWhat?'
    assert text_of(await ask(part)) == "An island."
    system = "Merge these notes. Name the parts, exactly in this form: [part 3]."
    notes = '<part number="1">\nAn island.\n</part>\n\n<part number="2">\nA storm.\n</part>'
    asked = f"<notes_in_order>\n{notes}\n</notes_in_order>\n\n<asked>\nSummarise it.\n</asked>"
    said = text_of(await ask(asked, system=system))
    assert said == "- An island. [part 1]\n- A storm. [part 2]"


async def test_a_conversation_can_be_summarised_by_the_system_prompt(ask, text_of):
    conversation = [
        {"role": "user", "content": "My dog is called Rex. Rex is 7 years old. Rex likes cheese."},
        {"role": "assistant", "content": "Noted. Cheese is fine now and then for a dog."},
        {"role": "user", "content": "Rex also likes to swim in the lake. He is a good dog."},
    ]
    system = "Summarise the conversation so far in a few sentences."
    assert "Rex" in text_of(await ask(conversation, system=system))


async def test_a_title_request_that_quotes_a_command_is_not_obeyed(ask, text_of):
    title = await ask("/simulate 529", system="Write a short title for this conversation.")
    assert text_of(title) == "Simulate 529"
    quoted = await ask("Write a short title for this conversation:\n\n/simulate 529 please")
    assert quoted.stop_reason == "end_turn"


async def test_structured_output_follows_its_schema(ask, text_of):
    schema = {
        "type": "object",
        "properties": {"score": {"type": "integer", "minimum": 1, "maximum": 5},
                       "verdict": {"enum": ["good", "bad"]}},
        "required": ["score", "verdict"],
    }  # fmt: skip
    form = {"format": {"type": "json_schema", "schema": schema}}
    reply = json.loads(text_of(await ask("Rate this answer as bad", output_config=form)))
    assert 1 <= reply["score"] <= 5
    assert reply["verdict"] == "bad"


async def test_a_long_text_has_about_the_length_asked_for(ask):
    reply = await ask("/simulate long 3000 the history of tea", max_tokens=8_000)
    assert 2_900 < reply.usage.output_tokens < 3_200


async def test_the_reply_stops_at_max_tokens(ask):
    reply = await ask("/simulate long 3000", max_tokens=100)
    assert reply.stop_reason == "max_tokens"
    assert reply.usage.output_tokens <= 100


async def test_the_reply_stops_before_a_stop_sequence(ask, text_of):
    reply = await ask("Why do cats purr?", stop_sequences=["purr"])
    assert reply.stop_reason == "stop_sequence"
    assert reply.stop_sequence == "purr"
    assert text_of(reply).endswith("Why do cats ")


async def test_images_and_documents_are_acknowledged_and_counted(ask, text_of):
    png = "iVBORw0KGgoAAAANSUhEUgAAAoAAAAHgCAYAAAA10dzkAAAAAElFTkSuQmCC"
    content = [
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": png}},
        {"type": "document", "title": "Notes", "citations": {"enabled": True},
         "source": {"type": "text", "media_type": "text/plain", "data": "Tea is hot. Ice is not."}},
        {"type": "text", "text": "What do you see?"},
    ]  # fmt: skip
    reply = await ask([{"role": "user", "content": content}])
    assert "image/png, 640 × 480 px" in text_of(reply)
    assert "Notes, text/plain" in text_of(reply)
    cited = [block for block in reply.content if block.type == "text" and block.citations]
    assert cited[0].citations[0].cited_text == "Tea is hot."
    assert reply.usage.input_tokens > 23 * 18


async def test_a_tool_is_called_and_its_answer_used(ask, text_of):
    question = {"role": "user", "content": "What is the weather in Paris?"}
    call = await ask([question], tools=[WEATHER])
    assert call.stop_reason == "tool_use"
    use = call.content[-1]
    assert (use.name, use.input) == ("get_weather", {"city": "Paris"})
    result = {"type": "tool_result", "tool_use_id": use.id, "content": "15 degrees, rain"}
    answer = await ask(
        [question, call.to_param(), {"role": "user", "content": [result]}], tools=[WEATHER]
    )
    assert answer.stop_reason == "end_turn"
    assert "**get_weather** answered" in text_of(answer)
    assert "15 degrees, rain" in text_of(answer)


async def test_a_question_about_something_else_calls_no_tool(ask):
    assert (await ask("Why do cats purr?", tools=[WEATHER])).stop_reason == "end_turn"


async def test_three_tool_rounds_can_be_asked_for(ask):
    messages = [{"role": "user", "content": "/simulate tool 3"}]
    for _ in range(3):
        call = await ask(messages, tools=[WEATHER])
        assert call.stop_reason == "tool_use"
        result = {"type": "tool_result", "tool_use_id": call.content[-1].id, "content": "ok"}
        messages += [call.to_param(), {"role": "user", "content": [result]}]
    assert (await ask(messages, tools=[WEATHER])).stop_reason == "end_turn"


async def test_thinking_is_shown_when_summarised_and_only_signed_when_omitted(ask):
    summarised = await ask("Why?", thinking={"type": "adaptive", "display": "summarized"})
    assert summarised.content[0].thinking
    assert summarised.content[0].signature
    omitted = await ask("Why?", thinking={"type": "adaptive"})
    assert omitted.content[0].thinking == ""
    assert omitted.content[0].signature
    assert omitted.usage.output_tokens_details.thinking_tokens > 0


async def test_some_models_always_think(ask):
    assert (await ask("Why?", model="claude-opus-5-5")).content[0].type == "thinking"
    assert (await ask("Why?", model="claude-opus-4-8")).content[0].type == "text"


async def test_a_paused_turn_goes_on_when_it_is_sent_back(ask):
    question = {"role": "user", "content": "/simulate pause"}
    paused = await ask([question])
    assert paused.stop_reason == "pause_turn"
    assert paused.content[-1].type == "server_tool_use"
    resumed = await ask([question, paused.to_param()])
    assert resumed.stop_reason == "end_turn"
    assert resumed.content[0].tool_use_id == paused.content[-1].id


async def test_a_web_search_cites_its_result(ask):
    found = await ask("/simulate search best tea")
    assert found.content[2].tool_use_id == found.content[1].id
    assert found.content[3].citations[0].url == "https://example.com/simulated"
    assert found.usage.server_tool_use.web_search_requests == 1


@pytest.mark.parametrize("kind", ["markdown", "hostile", "help", "unheard-of"])
async def test_special_replies_end_normally(ask, text_of, kind):
    reply = await ask(f"/simulate {kind}")
    marks = {"markdown": "| :--- |", "hostile": "<script>", "help": "`/simulate flaky 2 529`",
             "unheard-of": "`/simulate help`"}  # fmt: skip
    assert marks[kind] in text_of(reply)
    assert reply.stop_reason == "end_turn"
