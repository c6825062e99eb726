"""The HTTP edge of exports: streamed, so that a download begins at once and fills no memory."""

from collections.abc import AsyncIterator, Iterator
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from chatapp import database
from chatapp.problems import Problem
from chatapp.transfer import archive, export_json, export_markdown, filenames, outline, sentences
from chatapp.transfer.export_markdown import Words

PIECE_BYTES = 64 * 2**10
FORMATS = ("markdown", "json")


@require_GET
async def export_one(request: HttpRequest, conversation: UUID, kind: str) -> HttpResponseBase:
    """One conversation of the person who asks, as `markdown` or `json`."""
    user = await request.auser()
    if not user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        found = await database.run(outline.of, user.pk, conversation)
    except Problem as problem:
        return sentence(problem.sentence, 404)
    words = Words()
    name = filenames.safe(found.conversation.title or words.untitled)
    if kind == "json":
        return download(export_json.export([found]), f"{name}.json", "application/json")
    pieces = export_markdown.export(found, words)
    return download(pieces, f"{name}.md", "text/markdown; charset=utf-8")


@require_GET
async def export_all(request: HttpRequest) -> HttpResponseBase:
    """All conversations: `?format=markdown` is a ZIP of files, `?format=json` one file."""
    user = await request.auser()
    if not user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    kind = request.GET.get("format")
    if kind not in FORMATS:
        return sentence(str(sentences.EXPORT["unknown_format"]), 400)
    name = f"chatapp {timezone.now():%Y-%m-%d}"
    everything = outline.all_of(user.pk)
    if kind == "json":
        return download(export_json.export(everything), f"{name}.json", "application/json")
    return download(archive.export(everything, Words()), f"{name}.zip", "application/zip")


def sentence(text: str, status: int) -> HttpResponse:
    """Why there is nothing to download."""
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def download(pieces: Iterator[bytes], name: str, content_type: str) -> StreamingHttpResponse:
    """The pieces as a file to be saved, which nobody on the way keeps."""
    response = StreamingHttpResponse(gathered(pieces), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


async def gathered(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Joins small pieces, and makes them in threads, because they come from the database."""
    while piece := await database.run(_next, pieces):
        yield piece


def _next(pieces: Iterator[bytes]) -> bytes:
    found: list[bytes] = []
    size = 0
    for piece in pieces:
        found.append(piece)
        size += len(piece)
        if size >= PIECE_BYTES:
            break
    return b"".join(found)
