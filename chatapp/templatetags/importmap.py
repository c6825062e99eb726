"""The import map: how browser modules find each other without a bundler.

Modules import one another by bare names (`chat/socket.js`, `marked`). The map turns each name into
the address that `static()` gives it, so that file names with a content hash work unchanged. It is
inline and therefore carries the nonce of the response's content security policy.
"""

import json
import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

VENDOR = {
    "marked": "vendor/marked/marked.esm.js",
    "dompurify": "vendor/dompurify/purify.es.mjs",
    "katex": "vendor/katex/katex.mjs",
    "katex.css": "vendor/katex/katex.min.css",
    "highlight": "vendor/highlight/highlight.min.js",
    "mermaid": "vendor/mermaid/mermaid.esm.min.mjs",
}
IMPORT = re.compile(r'^import\s+(?:[^"\';]*?\sfrom\s+)?"([^"]+)"', re.MULTILINE)  # static ones


def module_names() -> list[str]:
    """The names of our own modules: their paths below `static/js`."""
    folder = Path(settings.BASE_DIR) / "static" / "js"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.js"))


@cache
def addresses() -> dict[str, str]:
    """Bare name to address, made once per process: names only change with a new release."""
    own = {name: static(f"js/{name}") for name in module_names()}
    vendor = {name: static(path) for name, path in VENDOR.items()}
    # Grammars beyond the common ones are found by name, so this whole folder is one entry.
    folder = {"highlight/": f"{settings.STATIC_URL}vendor/highlight/languages/"}
    return own | vendor | folder


@register.simple_tag(takes_context=True)
def importmap(context: template.Context) -> SafeString:
    """The `<script type="importmap">` for the page; belongs before the first module."""
    if settings.DEBUG:
        addresses.cache_clear()
    request = context.get("request")
    text = json.dumps({"imports": addresses()}, separators=(",", ":")).replace("<", "\\u003c")
    return format_html(
        '<script type="importmap" nonce="{}">{}</script>',
        getattr(request, "csp_nonce", ""),
        mark_safe(text),  # noqa: S308 - JSON of our own file names with "<" escaped
    )


@register.simple_tag
def modulepreload(entry: str) -> SafeString:
    """Links that fetch a module and all it imports side by side, not one import after the other."""
    if settings.DEBUG:
        imported.cache_clear()
    known = addresses()
    return format_html_join(
        "\n",
        '<link rel="modulepreload" href="{}">',
        ((known[name],) for name in imported(entry)),
    )


@cache
def imported(entry: str) -> tuple[str, ...]:
    """The names of a module and of all that it cannot start without, in the order met."""
    folder = Path(settings.BASE_DIR) / "static" / "js"
    met = {entry: None}
    waiting = [entry]
    while waiting:
        path = folder / waiting.pop(0)
        names = IMPORT.findall(path.read_text()) if path.is_file() else []  # else a package's
        fresh = [name for name in names if name not in met]
        met |= dict.fromkeys(fresh)
        waiting += fresh
    return tuple(met)


@register.simple_tag
def module(name: str) -> str:
    """The address of one of our modules, for `<script type="module" src=…>`."""
    return static(f"js/{name}")
