"""A request without what must not leave: for the layer and for counting, a second door."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from chatapp import database
from chatapp.claude import errors
from chatapp.claude.request import Request
from chatapp.redaction import policy, vault
from chatapp.redaction.concealing import Concealer


@dataclass(frozen=True, slots=True)
class Sent:
    """What may be sent, what stands behind its placeholders, and what its new part held."""

    request: Request
    values: Mapping[str, str]
    rules: policy.Rules
    hidden: Counter[str]
    warned: Counter[str]

    def listed(self, kinds: Counter[str]) -> str:
        """The kinds in words, each with its number where there are several."""
        return _listed(kinds, self.rules)


async def redacted(request: Request) -> Sent:
    """The request as it may leave. Raises SensitiveContent where a policy refuses what is new.

    Long texts are searched in a thread that nobody else waits for.
    """
    rules, opened = await database.run(_rules_and_vault, request)
    concealer = Concealer(rules, opened)
    concealed = await asyncio.to_thread(_concealed, request, concealer)
    if concealer.refused:
        raise errors.SensitiveContent(
            _("This may not be sent to Claude: %(kinds)s. Edit the message and send it again.")
            % {"kinds": _listed(concealer.refused, rules)}
        )
    if opened.fresh:
        await database.run(vault.keep, request.conversation_id, opened)
    return Sent(concealed, opened.values, rules, concealer.hidden, concealer.warned)


def _rules_and_vault(request: Request) -> tuple[policy.Rules, vault.Vault]:
    return policy.rules_for(request.user_id), vault.open_vault(request.conversation_id)


def _concealed(request: Request, concealer: Concealer) -> Request:
    system = concealer.conceal(request.system)
    tools = concealer.conceal(request.tools)
    older = [concealer.conceal(message) for message in request.messages[:-1]]
    concealer.is_new = True
    newest = [concealer.conceal(message) for message in request.messages[-1:]]
    return request.replace(system=system, tools=tools, messages=(*older, *newest))


def _listed(kinds: Counter[str], rules: policy.Rules) -> str:
    words = (
        f"{rules.name(kind)} ({n})" if n > 1 else rules.name(kind) for kind, n in kinds.items()
    )
    return ", ".join(words)
