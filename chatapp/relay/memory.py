"""The embedded backend: one process, so publishing is delivering."""

from uuid import UUID

from chatapp.relay.frame import Frame
from chatapp.relay.hub import Hub


class MemoryBackend:
    """Keeps nothing: the feeds of this process hold every frame that could be asked for."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def publish(self, frame: Frame) -> None:
        self._hub.deliver(frame)

    async def frames(self, reply: int) -> list[str | bytes]:
        return []

    async def follow(self, conversation: UUID, reply: int) -> bool:
        return False

    def unfollow(self, conversation: UUID) -> None:
        pass

    async def tell(self, process: str, message: str) -> None:
        pass

    async def close(self) -> None:
        pass
