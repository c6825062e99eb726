"""Every websocket frame, in and out, as a dataclass: the contract that docs/protocol.md explains.

Frames are JSON objects with a `type`; the one exception is the delta, sent many times a second,
which is the bare array `[message, number, text]`. The numbers of a reply's frames count 1, 2, 3 …
without holes, so a reader can tell a gap from silence.
"""

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

import orjson

from chatapp.typed_json import typed

VERSION = 1

Block = dict[str, Any]


class FrameError(ValueError):
    """A frame from the browser that can't be understood; `code` is the word for it."""

    def __init__(self, code: str, detail: str = "", client_id: str = "") -> None:
        super().__init__(detail or code)
        self.code = code
        self.client_id = client_id


# --- From the browser --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Follow one conversation; `have` maps running replies to the last frame number seen."""

    type: ClassVar[str] = "watch"
    conversation: UUID
    have: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwatch:
    """Follow no conversation any more (the empty page)."""

    type: ClassVar[str] = "unwatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Say something. `parent` is the message it answers; `branch` asks for a sibling (an edit).

    `assistant` counts for the first message of a new conversation only. `plain` are values that
    look sensitive and that the person says are not. `attachments` are ids of files uploaded before,
    or of files on a message of theirs, in order.
    """

    type: ClassVar[str] = "send"
    client_id: UUID
    text: str
    conversation: UUID | None = None
    parent: int | None = None
    branch: bool = False
    model: str = ""
    assistant: int | None = None
    plain: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regenerate:
    """Answer the same question once more, as a sibling of the reply `message`."""

    type: ClassVar[str] = "regenerate"
    client_id: UUID
    message: int
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Continue:
    """Go on from a reply that was cut off."""

    type: ClassVar[str] = "continue"
    client_id: UUID
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """End a running reply, keeping what was shown: the frames up to `number`."""

    type: ClassVar[str] = "stop"
    message: int
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """All frames of `message` up to `number` have been painted; opens the flow window again."""

    type: ClassVar[str] = "ack"
    message: int
    number: int


Incoming = Watch | Unwatch | Send | Regenerate | Continue | Stop | Ack
INCOMING: dict[str, type[Any]] = {
    frame.type: frame for frame in (Watch, Unwatch, Send, Regenerate, Continue, Stop, Ack)
}


def decode(text: str) -> Incoming:
    """The frame that the browser sent. Raises FrameError; never anything else."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise FrameError("bad_frame", "not JSON") from exc
    if not isinstance(values, dict):
        raise FrameError("bad_frame", "not an object")
    kind = INCOMING.get(values["type"]) if isinstance(values.get("type"), str) else None
    client_id = values.get("client_id")
    if not isinstance(client_id, str) or not client_id.isascii():
        client_id = ""
    client_id = client_id[:64]
    if kind is None:
        raise FrameError("unknown_frame", client_id=client_id)
    known = {f.name: f.type for f in dataclasses.fields(kind)}
    try:
        frame: Incoming = kind(
            **{name: typed(values[name], known[name]) for name in known if name in values}
        )
    except (TypeError, ValueError) as exc:
        raise FrameError("bad_frame", str(exc), client_id) from exc
    return frame


# --- To the browser ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The socket is open: who the person is and which version is spoken."""

    type: ClassVar[str] = "ready"
    version: int = VERSION
    user: int
    simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something the browser asked for can't be done; nothing was lost by asking."""

    type: ClassVar[str] = "error"
    code: str
    sentence: str
    client_id: str = ""
    message: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnStarted:
    """A turn began: the question as stored (none for a regenerated reply) and the empty reply."""

    type: ClassVar[str] = "turn"
    client_id: str
    conversation: dict[str, Any]
    question: dict[str, Any] | None
    reply: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockFrame:
    """A block opens (text, thinking: deltas follow) or arrives whole (any other kind)."""

    type: ClassVar[str] = "block"
    message: int
    number: int
    block: Block


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFrame:
    """Why the person waits; shown until the next frame of the reply."""

    type: ClassVar[str] = "notice"
    message: int
    number: int
    code: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All of a running reply up to frame `number`; replaces what the browser has of it."""

    type: ClassVar[str] = "snapshot"
    conversation: str
    reply: dict[str, Any]
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The reply has ended and is stored as `reply` says; `number` frames came before."""

    type: ClassVar[str] = "finished"
    conversation: str
    reply: dict[str, Any]
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationChanged:
    """News for the list of conversations: title, order, running, unread, or gone."""

    type: ClassVar[str] = "conversation"
    conversation: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchDeleted:
    """`message` and everything below it is gone from the tree of a conversation."""

    type: ClassVar[str] = "pruned"
    conversation: str
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageMarked:
    """`message` is always told to Claude (`pinned`), not at all (`left_out`), or as usual."""

    type: ClassVar[str] = "marked"
    conversation: str
    message: int
    pinned: bool
    left_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetsChanged:
    """How the person's budgets stand, the most used first; amounts in nano-dollars."""

    type: ClassVar[str] = "budgets"
    budgets: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyNews:
    """Budgets, alerts to the person or a request for more changed elsewhere: all of them as now."""

    type: ClassVar[str] = "money"
    budgets: list[dict[str, Any]]
    alerts: list[dict[str, Any]]
    request: dict[str, Any] | None


Outgoing = (
    Ready | Problem | TurnStarted | BlockFrame | NoticeFrame | Snapshot | Finished
    | ConversationChanged | BranchDeleted | MessageMarked | BudgetsChanged | MoneyNews
)  # fmt: skip


def encode(frame: Outgoing) -> str:
    """The frame as JSON text."""
    values = {f.name: getattr(frame, f.name) for f in dataclasses.fields(frame)}
    try:
        return orjson.dumps({"type": frame.type, **values}).decode()
    except TypeError:  # a number of more than 64 bits, somewhere in a block of the API
        return json.dumps({"type": frame.type, **values}, ensure_ascii=False)


def encode_delta(message: int, number: int, text: str) -> str:
    """The one frame that is sent all the time, kept to a handful of bytes."""
    return orjson.dumps((message, number, text)).decode()
