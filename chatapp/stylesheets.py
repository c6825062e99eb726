"""Style sheets: written one idea to a file, sent to the browser as one file for each page."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from servestatic.storage import CompressedManifestStaticFilesStorage

# What is painted waits for all of it: one request instead of twelve.
JOINED = {
    "chat": (
        *("tokens", "base", "chat", "sidebar", "message", "prose"),
        *("composer", "long_text", "overlay", "files", "budget", "context", "forced", "print"),
    ),
}


class JoinedStylesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Static files with a hash in their names, compressed, and the sheets of `JOINED` joined."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """As Django asks for it at `collectstatic`; `paths` is name to (storage, path)."""
        for page, sheets in JOINED.items():
            files = [paths[f"css/{sheet}.css"] for sheet in sheets]
            texts = [storage.open(path).read() for storage, path in files]
            name = f"css/joined/{page}.css"
            if not dry_run:
                self.delete(name)
                self._save(name, ContentFile(b"\n".join(texts)))
            paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)
