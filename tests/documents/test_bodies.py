"""A body is taken in as far as its view may want it; what comes after is dropped."""

from collections.abc import Iterator
from typing import Any

from pytest_django import Settings

from chatapp.bodies import bounded


async def taken(path: str, pieces: Iterator[bytes], length: int = 0) -> bytes:
    """What an application reads of a body that arrives in pieces, before it is hung up."""
    read = bytearray()

    async def application(_scope: Any, receive: Any, _send: Any) -> None:
        more = True
        while more:
            event = await receive()
            read.extend(event["body"])
            more = event["more_body"]
        assert (await receive())["type"] == "http.disconnect"

    async def receive() -> dict[str, Any]:
        piece = next(pieces, None)
        if piece is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": piece != b"end"}

    headers = [(b"content-length", b"%d" % length)] if length else []
    scope = {"type": "http", "path": path, "headers": headers}
    await bounded(application)(scope, receive, lambda _event: None)  # type: ignore[arg-type, return-value]
    return bytes(read)


def pieces(count: int) -> Iterator[bytes]:
    return iter([b"x" * 400] * count + [b"end"])


async def test_a_file_is_read_to_the_first_byte_too_many_and_a_declared_one_not_at_all(
    settings: Settings,
):
    settings.FILE_MAX_BYTES = 1_000
    assert len(await taken("/api/files/", pieces(2))) == 803
    assert len(await taken("/api/files/", pieces(50))) == 1_001
    assert await taken("/api/files/", pieces(50), length=20_003) == b""
    assert len(await taken("/account/data/import/", pieces(50), length=20_003)) == 20_003
