"""The HTTP edge of files: taken from and shown to their owner only, never run by a browser."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chatapp import database
from chatapp.documents import arriving, converting, folder, sweeping
from chatapp.documents.models import Attachment, StoredFile
from chatapp.documents.refusal import Refused

SANDBOX = "default-src 'none'; sandbox"
KEPT = "private, max-age=86400, immutable"


def refuse(error: Refused) -> JsonResponse:
    """The code and the sentence."""
    return JsonResponse({"code": error.code, "sentence": error.sentence}, status=error.status)


async def owner(request: HttpRequest) -> int:
    """Who asks. Raises Refused for nobody."""
    user = await request.auser()
    if not user.is_authenticated:
        raise Refused("signed_out")
    return user.pk


def found(user_id: int, attachment: UUID) -> Attachment:
    """The person's attachment. Raises Refused, the same for another's as for none."""
    own = Attachment.objects.filter(pk=attachment, file__owner_id=user_id)
    one = own.select_related("file").first()
    if one is None:
        raise Refused("not_found")
    return one


@require_POST
async def upload(request: HttpRequest) -> HttpResponse:
    """Takes the body as one file named by `?name=`; not a form, so nothing of it is parsed here."""
    try:
        user_id = await owner(request)
        length = request.headers.get("Content-Length", "")
        if length.isdigit() and int(length) > settings.FILE_MAX_BYTES:
            raise Refused("too_large")
        shape = await arriving.take(user_id, request.GET.get("name", ""), request)  # type: ignore[arg-type]
    except Refused as error:
        return refuse(error)
    return JsonResponse({n: v for n, v in shape.items() if not n.startswith("_")}, status=201)


@require_http_methods(["DELETE"])
async def remove(request: HttpRequest, attachment: UUID) -> HttpResponse:
    """Takes back a file that was not sent; one that was sent stays with its message."""

    def forget(user_id: int) -> None:
        own = Attachment.objects.filter(pk=attachment, file__owner_id=user_id, message=None)
        if own.delete()[0]:
            sweeping.forget_unused()

    try:
        await database.run(forget, await owner(request))
    except Refused as error:
        return refuse(error)
    return HttpResponse(status=204)


Picked = tuple[Path, str]


async def show(
    request: HttpRequest,
    attachment: UUID,
    pick: Callable[[StoredFile], Awaitable[Picked]],
    *,
    download: bool = False,
) -> HttpResponse:
    """Sends the bytes that `pick` names, with headers under which no browser runs them."""
    try:
        one = await database.run(found, await owner(request), attachment)
        path, media_type = await pick(one.file)
        data = await asyncio.to_thread(path.read_bytes)
    except Refused as error:
        return refuse(error)
    except FileNotFoundError:
        return refuse(Refused("not_found"))
    response = HttpResponse(data, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = KEPT
    response["Content-Disposition"] = content_disposition_header(download, one.name) or "inline"
    return response


@require_GET
async def original(request: HttpRequest, attachment: UUID) -> HttpResponse:
    """The file as it came, to be saved."""

    async def pick(file: StoredFile) -> Picked:
        return folder.of(file.key) / "original", "application/octet-stream"

    return await show(request, attachment, pick, download=True)


@require_GET
async def thumbnail(request: HttpRequest, attachment: UUID) -> HttpResponse:
    """A small picture of an image or of a PDF's first page."""

    async def pick(file: StoredFile) -> Picked:
        return folder.of(file.key) / "thumb", "image/webp"

    return await show(request, attachment, pick)


@require_GET
async def image(request: HttpRequest, attachment: UUID) -> HttpResponse:
    """An image as Claude sees it."""

    async def pick(file: StoredFile) -> Picked:
        return folder.of(file.key) / "image", file.media_type

    return await show(request, attachment, pick)


@require_GET
async def text(request: HttpRequest, attachment: UUID) -> HttpResponse:
    """A document's text as Claude reads it."""

    async def pick(file: StoredFile) -> Picked:
        return folder.of(file.key) / "text", "text/plain; charset=utf-8"

    return await show(request, attachment, pick)


@require_GET
async def sizes(request: HttpRequest, attachment: UUID) -> HttpResponse:
    """How large each page of a PDF is, in points: a list of [width, height]."""

    async def pick(file: StoredFile) -> Picked:
        return folder.of(file.key) / "sizes", "application/json"

    return await show(request, attachment, pick)


@require_GET
async def page(request: HttpRequest, attachment: UUID, number: int) -> HttpResponse:
    """A page of a PDF as a picture, counted from 1."""

    async def pick(file: StoredFile) -> Picked:
        pages = file.pages or 0
        if file.kind != StoredFile.Kind.PDF or not 1 <= number <= pages:
            raise Refused("not_found")
        return await converting.paint(folder.of(file.key), number, pages), "image/webp"

    return await show(request, attachment, pick)
