"""A ZIP file of Markdown files, made while it is being sent."""

import zipfile
from collections.abc import Iterable, Iterator

from chatapp.transfer import export_markdown, filenames
from chatapp.transfer.export_markdown import Words
from chatapp.transfer.outline import Outline


class Outbox:
    """The file that `zipfile` writes to: it cannot go back, and is emptied again and again."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Takes what is ready to be sent."""
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        """There is nothing to close."""

    def taken(self) -> bytes:
        """What has been written since the last time."""
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data


def export(found: Iterable[Outline], words: Words) -> Iterator[bytes]:
    """The whole archive, in pieces: a file per conversation, named by its date and title."""
    outbox = Outbox()
    taken: set[str] = set()
    with zipfile.ZipFile(outbox, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in found:
            chat = one.conversation
            title = filenames.safe(f"{chat.active_at:%Y-%m-%d} {chat.title or words.untitled}")
            member = zipfile.ZipInfo(
                f"{filenames.distinct(title, taken)}.md", chat.active_at.timetuple()[:6]
            )
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            with archive.open(member, "w") as file:
                for piece in export_markdown.export(one, words):
                    file.write(piece)
                    yield outbox.taken()
            yield outbox.taken()
    yield outbox.taken()
