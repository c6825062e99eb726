"""One encoded frame on its way to the sockets."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Frame:
    """`text` is ready to send. `last` marks the frame after which nothing of the reply comes."""

    conversation: UUID
    reply: int
    number: int
    text: str
    last: bool = False

    @classmethod
    def look_again(cls, conversation: UUID, reply: int, *, last: bool = False) -> Self:
        """Nothing to send: asks every socket to fetch how the reply stands now."""
        return cls(conversation, reply, 0, "", last)
