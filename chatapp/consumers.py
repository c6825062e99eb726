"""The websocket edge: one socket per page, validated in, never streaming itself.

A consumer handles one frame at a time, so a reply streamed here would block its own Stop: turns
run as tasks of their own and reach the socket through a `relay.Watcher`.
"""

import logging
from typing import Any
from uuid import UUID

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils import translation

from chatapp import conversations, database, presence, protocol, relay, turns, viewers
from chatapp.longtext import follow as longtext_follow
from chatapp.longtext import steer as longtext
from chatapp.problems import Problem

logger = logging.getLogger(__name__)

SIGNED_OUT = 4401


class ChatConsumer(AsyncWebsocketConsumer):
    """Speaks docs/protocol.md with one page of one signed-in person."""

    watcher: relay.Watcher | None = None
    is_closed = False
    sign_in: presence.SignIn
    language: str

    async def __call__(self, *arguments: Any) -> None:
        try:
            await super().__call__(*arguments)
        finally:  # also when the server gives the socket up without a word to `disconnect`
            self.leave()

    async def connect(self) -> None:
        await self.accept()
        scope: dict[str, Any] = {**self.scope}
        self.language = scope["language"]
        if scope["sign_in"] is None:
            await self.refuse("signed_out", SIGNED_OUT)
            return
        self.sign_in = scope["sign_in"]
        self.watcher = relay.Watcher(self.send_text, self.catch_up)
        presence.arrived(self)
        user = self.sign_in.user_id
        self.groups = [viewers.group(user)]  # Channels takes us out of them at the end
        await self.channel_layer.group_add(self.groups[0], self.channel_name)
        ready = protocol.Ready(user=user, simulated=settings.CLAUDE_SIMULATED)
        self.watcher.write(protocol.encode(ready))

    async def disconnect(self, code: int) -> None:
        self.leave()

    def leave(self) -> None:
        """Nothing more reaches this socket."""
        if self.watcher is not None:
            presence.left(self)
            relay.unwatch(self.watcher)
            self.watcher.close()
            self.watcher = None

    async def send_text(self, text: str) -> None:
        """One encoded frame to the browser."""
        if not self.is_closed:
            await self.base_send({"type": "websocket.send", "text": text, "bytes": None})

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As Channels does, without its hop to a thread per frame to close old connections."""
        await getattr(self, get_handler_name(message))(message)

    async def catch_up(self, watcher: relay.Watcher, reply: int) -> None:
        """Shows how a reply stands now, its sentences in the language of this page."""
        with translation.override(self.language):
            await relay.catch_up(watcher, reply)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if (watcher := self.watcher) is None:
            return
        client_id = ""
        message: int | None = None
        with translation.override(self.language):
            try:
                frame = protocol.decode(text_data or "")
                client_id = str(getattr(frame, "client_id", ""))
                message = getattr(frame, "message", None)
                await self.obey(frame, watcher)
            except protocol.FrameError as error:
                await self.problem(error.code, error.client_id)
            except Problem as problem:
                await self.problem(problem.code, client_id, message)
            except Exception:
                logger.exception("A frame could not be obeyed")
                await self.problem("unexpected", client_id, message)

    async def obey(self, frame: protocol.Incoming, watcher: relay.Watcher) -> None:
        """Does what the browser asks for. Raises Problem."""
        match frame:
            case protocol.Ack():
                watcher.ack(frame.message, frame.number)
            case protocol.Watch():
                have = {int(reply) for reply in frame.have}
                await relay.watch(watcher, self.sign_in.user_id, frame.conversation, have)
            case protocol.Unwatch():
                relay.unwatch(watcher)
            case protocol.Stop():
                user_id = self.sign_in.user_id
                await turns.stop(user_id, frame.message, frame.number)
                if await database.run(longtext.stop, user_id, frame.message):
                    await longtext_follow.follow()
            case protocol.Send() | protocol.Regenerate() | protocol.Continue():
                await self.begin(frame, watcher)

    async def begin(
        self,
        frame: protocol.Send | protocol.Regenerate | protocol.Continue,
        watcher: relay.Watcher,
    ) -> None:
        """Stores the question, answers at once, and lets the turn run by itself."""
        user_id = self.sign_in.user_id
        if turns.draining():
            raise Problem("restarting")
        match frame:
            case protocol.Send():
                begun = await database.run(
                    conversations.begin_turn,
                    user_id,
                    relay.process,
                    client_id=frame.client_id,
                    text=frame.text,
                    conversation=frame.conversation,
                    parent=frame.parent,
                    branch=frame.branch,
                    model=frame.model,
                    assistant=frame.assistant,
                    plain=frame.plain,
                    attachments=frame.attachments,
                )
            case protocol.Regenerate():
                begun = await database.run(
                    conversations.regenerate,
                    user_id,
                    relay.process,
                    client_id=frame.client_id,
                    message=frame.message,
                    model=frame.model,
                )
            case protocol.Continue():
                begun = await database.run(
                    conversations.continue_turn,
                    user_id,
                    relay.process,
                    client_id=frame.client_id,
                    message=frame.message,
                )
        started = protocol.TurnStarted(
            client_id=str(frame.client_id),
            conversation=begun.conversation,
            question=begun.question,
            reply=begun.reply,
        )
        watcher.write(protocol.encode(started))
        relay.follow(watcher, UUID(begun.conversation["id"]))
        if begun.asking is None:  # a repeated request: the turn runs or has ended already
            watcher.catch_up(begun.reply["id"])
            return
        watcher.expect(begun.reply["id"])
        turns.start(begun, self.sign_in)
        await viewers.tell_turn(user_id, started, sender=self.channel_name)

    async def problem(self, code: str, client_id: str = "", message: int | None = None) -> None:
        """Says in one sentence why something can't be done; the socket stays usable."""
        with translation.override(self.language):
            sentence = Problem(code).sentence
        frame = protocol.Problem(code=code, sentence=sentence, client_id=client_id, message=message)
        await self.send_text(protocol.encode(frame))

    async def refuse(self, code: str, close_code: int) -> None:
        """Says why this socket can't go on, and closes it."""
        self.leave()
        await self.problem(code)
        self.is_closed = True
        await self.close(close_code)

    async def dismiss(self, code: str) -> None:
        """The person may not be here any more."""
        await self.refuse(code, SIGNED_OUT)

    def show(self, frame: str) -> None:
        """Writes an encoded frame, unless the socket has gone meanwhile."""
        if self.watcher is not None:
            self.watcher.write(frame)

    # --- Word from elsewhere, by the channel layer ---

    async def conversation_changed(self, event: dict[str, Any]) -> None:
        """A row of the list changed."""
        self.show(event["frame"])

    async def turn_started(self, event: dict[str, Any]) -> None:
        """A turn of this person has begun, here or in another process."""
        if self.watcher is None or event["sender"] == self.channel_name:
            return
        if str(self.watcher.conversation) == event["conversation"]:
            self.watcher.write(event["turn"])
            self.watcher.catch_up(event["reply"])
        else:
            self.watcher.write(event["row"])

    async def access_ended(self, event: dict[str, Any]) -> None:
        """The person, or one sign-in of theirs, may not be here any more."""
        if self.watcher is not None and event["session"] in (None, self.sign_in.session):
            turns.end_access(self.sign_in.user_id, event["session"])
            await self.dismiss("signed_out")
