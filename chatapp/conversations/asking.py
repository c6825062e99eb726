"""What Claude will be asked about a branch: one way for the turn that runs and for the desk."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings

from chatapp import claude, history, offer
from chatapp.assistants.models import Assistant
from chatapp.claude import catalog
from chatapp.context import prompts
from chatapp.conversations.branch import branch_to
from chatapp.history import Entry, History
from chatapp.models import Conversation, Message
from chatapp.redaction import policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The history with its instructions, and how the assistant wants it answered.

    `fingerprint` is the history's, once it is to be asked for: to hash a long one takes a while.
    """

    model: str
    history: History
    prompt: prompts.Prompt
    effort: str = ""
    max_tokens: int | None = None
    fallback_model: str = ""
    summarises: bool = True
    fingerprint: str = ""

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


@dataclass(frozen=True, slots=True)
class Asking:
    """A reply that has yet to be asked for: to the message `answered`, of this model."""

    chat: Conversation
    answered: int
    model: str

    def asked(self) -> Asked | None:
        """What Claude is asked, as it stands now; None if it was deleted meanwhile."""
        path = branch_to(self.chat, self.answered)
        if not path:
            return None
        asked = ask(self.chat, path, self.model)
        return replace(asked, fingerprint=asked.history.fingerprint)


def chosen_model(chat: Conversation, model: str = "", usual: str = "") -> str:
    """The model that answers in a conversation. Raises Problem: `unknown_model`.

    The assistant's goes before the `model` asked for, that before the `usual` one.
    """
    fixed = chat.assistant.model if chat.assistant else ""
    return fixed if offer.has(fixed) else offer.choose(model, usual, chat.model)


def ask(chat: Conversation, path: Iterable[Message | Entry], model: str) -> Asked:
    """What a reply of this model at the end of this branch is asked for."""
    assistant = chat.assistant or Assistant()
    rules = policy.revision(chat.owner_id, chat.pk)
    prompt = prompts.compose(chat, chat.assistant)
    return Asked(
        model=model,
        history=history.of(path, model, prompt.text, rules, prompt.zone),
        prompt=prompt,
        effort=assistant.effort,
        max_tokens=assistant.max_tokens,
        fallback_model=offer.fallback(assistant.fallback_model, model),
        summarises=chat.summarises,
    )
