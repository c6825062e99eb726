"""The import map: how browser modules find each other without a bundler.

Modules import one another by bare names (`chat/socket.js`, `marked`). The map turns each name into
the address that `static()` gives it, so that file names with a content hash work unchanged. It is
inline and therefore carries the nonce of the response's content security policy.
"""

import json
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
# What the page needs before the first message; the rest is loaded when a reply asks for it.
EAGER_VENDOR = ("marked", "dompurify")
LAZY_FOLDER = "lazy/"


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
def modulepreload() -> SafeString:
    """Links that fetch the modules side by side instead of one import after the other."""
    eager = [name for name in module_names() if not name.startswith(LAZY_FOLDER)]
    known = addresses()
    return format_html_join(
        "\n",
        '<link rel="modulepreload" href="{}">',
        ((known[name],) for name in (*EAGER_VENDOR, *eager)),
    )


@register.simple_tag
def module(name: str) -> str:
    """The address of one of our modules, for `<script type="module" src=…>`."""
    return static(f"js/{name}")
