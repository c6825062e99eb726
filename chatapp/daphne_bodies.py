"""Daphne keeps a whole body before it asks the application: here it keeps no more than may be."""

import daphne.http_protocol

from chatapp.bodies import most_bytes
from chatapp.transfer.upload import MAX_UPLOAD_BYTES


class BoundedRequest(daphne.http_protocol.WebRequest):  # type: ignore[misc]
    """A request whose body ends where it becomes too large; one that goes on and on is hung up."""

    seen = 0

    def handleContentChunk(self, data: bytes) -> None:
        """Twisted brings a piece of the body."""
        path = bytes(getattr(self.channel, "_path", b"")).partition(b"?")[0]
        room = most_bytes(path.decode("ascii", "replace")) - self.seen
        self.seen += len(data)
        if self.seen > 2 * MAX_UPLOAD_BYTES:
            self.channel.forceAbortClient()
        elif room > 0:
            super().handleContentChunk(data[:room])


def install() -> None:
    """From now on Daphne makes its requests of this kind."""
    daphne.http_protocol.WebRequest = BoundedRequest
