"""The links to a page's style sheets."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from chatapp.stylesheets import JOINED

register = template.Library()


@register.simple_tag
def stylesheets(page: str) -> SafeString:
    """One link to the joined sheet of a page; each of its sheets while one develops."""
    joined = (f"css/joined/{page}.css",)
    names = tuple(f"css/{sheet}.css" for sheet in JOINED[page]) if settings.DEBUG else joined
    links = ((static(name),) for name in names)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', links)
