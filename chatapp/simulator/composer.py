"""Decides what to reply: the command first, then errands, tools, and at last an answer."""

import json
from dataclasses import replace

from . import faults, schema, thinking, tool_calls, web_search
from .commands import Command
from .prompt import Prompt, texts
from .replies import (
    answers,
    errands,
    hostile,
    long_text,
    manual,
    reading,
    showcase,
    summaries,
    titles,
)
from .replies.subject import key_words
from .reply import Block, Reply, Text, Whole
from .wire import Json

_REFUSALS = ("cyber", "bio", "frontier_llm", "reasoning_extraction", "general_harms")
_SHORT_TOKENS = 40
_TO_BE_ANSWERED = frozenset({
    "slow", "fast", "pace", "flaky", "thinking", "tool", "tools", *faults.ENDINGS,
})  # fmt: skip


def compose(prompt: Prompt, command: Command | None) -> Reply:
    """The reply to a valid prompt, before limits are applied to it."""
    question = command.rest if command else prompt.question
    if prompt.is_paused:
        return web_search.resume(prompt)
    if notes := reading.read(prompt, question):
        return Reply((Text(notes),))
    errand = None if command else errands.find(prompt, question)
    if errand:
        words = titles.make if errand.kind == "title" else summaries.make
        return Reply((Text(words(errand.material)),))
    ordered = _ordered(prompt, command, question) if command else None
    if ordered:
        return _with_thinking(prompt, command, question, _disclosed(prompt, ordered))
    form = (prompt.body.get("output_config") or {}).get("format") or {}
    if form.get("type") == "json_schema":
        value = schema.fill(form["schema"], question)
        reply = Reply((Text(json.dumps(value, ensure_ascii=False)),))
        return _with_thinking(prompt, command, question, reply)
    reply = _disclosed(prompt, _talk(prompt, command, question))
    return _with_thinking(prompt, command, question, reply)


def _talk(prompt: Prompt, command: Command | None, question: str) -> Reply:
    """Tool calls, words about tool results, a web search, or a plain answer."""
    calls = tool_calls.decide(prompt, command, question)
    speech = answers.voice(prompt)
    if calls:
        names = speech.joiner.join(f"`{call.name}`" for call in calls)
        intro = () if prompt.tool_results else (Text(speech.tool_intro.format(names=names)),)
        return Reply((*intro, *calls), "tool_use")
    if prompt.tool_results:
        return Reply((Text(_about_results(prompt, question)),))
    if command and command.name in ("tool", "tools"):
        return Reply((Text(speech.no_tools),))
    if web_search.is_wanted(prompt, question):
        return web_search.answer(prompt, question)
    return Reply(tuple(answers.answer(prompt, question)))


def _ordered(prompt: Prompt, command: Command, question: str) -> Reply | None:
    """The replies that a command alone determines; None for commands about pace or tools."""
    speech = answers.voice(prompt)
    match command.name:
        case "help" | "帮助":
            return Reply((Text(manual.render(prompt.chinese)),))
        case "markdown":
            return Reply((Text(showcase.SHOWCASE),))
        case "hostile":
            return Reply((Text(hostile.HOSTILE),))
        case "long":
            per_token = prompt.model.characters_per_token
            text = long_text.make(speech, question, command.number(1000), per_token)
            return Reply((Text(text),))
        case "empty":
            return Reply(())
        case "refusal":
            category = next((word for word in command.words if word in _REFUSALS), None)
            details = {"type": "refusal", "category": category, "explanation": speech.refusal}
            return Reply((), "refusal", details if category else None)
        case "pause":
            return web_search.pause(prompt, question)
        case "search":
            return web_search.answer(prompt, question)
        case "max_tokens":
            return Reply((Text(_beginning(prompt)),), "max_tokens")
        case "window":
            return Reply((Text(_beginning(prompt)),), "model_context_window_exceeded")
        case "unknown":
            return Reply((*_unknown(), *answers.answer(prompt, question or "unknown")))
    return None if command.name in _TO_BE_ANSWERED else Reply((Text(_unheard_of(prompt)),))


def _unheard_of(prompt: Prompt) -> str:
    """For a command that does not exist: say so, and list those that do."""
    return f"{answers.voice(prompt).unheard_of}\n\n{manual.render(prompt.chinese)}"


def _beginning(prompt: Prompt) -> str:
    per_token = prompt.model.characters_per_token
    return long_text.make(answers.voice(prompt), "", _SHORT_TOKENS, per_token)


def _about_results(prompt: Prompt, question: str) -> str:
    speech = answers.voice(prompt)
    parts = []
    for result in prompt.tool_results:
        name = prompt.tool_names.get(str(result.get("tool_use_id")), "tool")
        intro = speech.tool_error if result.get("is_error") else speech.tool_result
        said = "\n".join(texts(result.get("content"))).strip() or "…"
        fence = "json" if said[:1] in "{[" else "text"
        parts.append(
            f"{intro.format(name=name)}\n\n```{fence}\n{said.replace('```', '` ` `')}\n```"
        )
    subject = answers.quotation(question or prompt.question, speech, 80)
    return "\n\n".join([*parts, speech.tool_closing.format(subject=subject)])


def _unknown() -> tuple[Block, ...]:
    """A block type and a delta type that no client can know yet."""
    block: Json = {"type": "simulated_novelty", "payload": {"shape": "not known to any client"}}
    return (Whole(block, 4, {"type": "simulated_novelty_delta", "payload": "more of it"}),)


def _disclosed(prompt: Prompt, reply: Reply) -> Reply:
    """Puts one line about what is speaking before the first text of a conversation."""
    first = next((i for i, block in enumerate(reply.blocks) if isinstance(block, Text)), None)
    if not prompt.is_first_turn or first is None:
        return reply
    line = f"{answers.voice(prompt).disclosure}\n\n"
    before, (text, *after) = reply.blocks[:first], reply.blocks[first:]
    if isinstance(text, Text) and not text.citations:
        return replace(reply, blocks=(*before, Text(line + text.text), *after))
    return replace(reply, blocks=(*before, Text(line), text, *after))


def _with_thinking(prompt: Prompt, command: Command | None, question: str, reply: Reply) -> Reply:
    words = key_words(question or prompt.question)
    speech = answers.voice(prompt)
    template = speech.thinking_result if prompt.tool_results else speech.thinking
    text = template.format(first=words[0], second=words[-1])
    forced = bool(command and command.name == "thinking")
    thought = thinking.decide(prompt, text, forced)
    if thought is None or not reply.blocks:
        return reply
    return replace(reply, blocks=(thought, *reply.blocks))
