"""What Claude will be asked about a branch: one way for the turn that runs and for the desk."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from chatapp import claude, history, offer
from chatapp.assistants.models import Assistant
from chatapp.claude import catalog
from chatapp.context import prompts
from chatapp.history import Entry, History
from chatapp.models import Conversation, Message
from chatapp.redaction import policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The history with its instructions, and how the assistant wants it answered."""

    model: str
    history: History
    prompt: prompts.Prompt
    effort: str = ""
    max_tokens: int | None = None
    fallback_model: str = ""
    summarises: bool = True

    def request(
        self,
        user_id: int,
        *,
        conversation: UUID | None,
        message: int | None = None,
        assistant: int | None = None,
        fresh: bool = False,
    ) -> claude.Request:
        """The request, its files still as references; its deadline begins to run now."""
        model = catalog.find(self.model)
        return claude.Request(
            model=self.model,
            messages=tuple(self.history.messages),
            max_tokens=min(self.max_tokens or settings.CLAUDE_MAX_TOKENS, model.max_output),
            system=self.prompt.text,
            effort=self.effort,
            thinking=catalog.thinking(self.model),
            user_id=user_id,
            conversation_id=conversation,
            message_id=message,
            assistant_id=assistant,
            fresh=fresh,
            sources=tuple(self.history.sources),
            pinned=frozenset(self.history.pinned),
            summarises=self.summarises,
            fallback_model=self.fallback_model,
            deadline=time.monotonic() + settings.CLAUDE_DEADLINE_SECONDS,
        )


def ask(
    chat: Conversation, path: Iterable[Message | Entry], model: str = "", usual: str = ""
) -> Asked:
    """What a reply at the end of this branch is asked for. Raises Problem: `unknown_model`.

    The assistant's model goes before the `model` asked for, that before the `usual` one.
    """
    assistant = chat.assistant or Assistant()
    fixed = assistant.model if offer.has(assistant.model) else ""
    chosen = fixed or offer.choose(model, usual, chat.model)
    rules = policy.revision(chat.owner_id, chat.pk)
    prompt = prompts.compose(chat, chat.assistant)
    return Asked(
        model=chosen,
        history=history.of(path, chosen, prompt.text, rules, prompt.zone),
        prompt=prompt,
        effort=assistant.effort,
        max_tokens=assistant.max_tokens,
        fallback_model=offer.fallback(assistant.fallback_model, chosen),
        summarises=chat.summarises,
    )
