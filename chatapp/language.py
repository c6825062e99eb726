"""Which language a websocket's sentences are in: the same choice that the pages make."""

from django.conf import settings
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header


def chosen(cookies: dict[str, str], accept_language: str) -> str:
    """The language of a page: the menu's cookie first, then what the browser asks for."""
    menu = cookies.get(settings.LANGUAGE_COOKIE_NAME)
    wanted = [code for code, _ in parse_accept_lang_header(accept_language)]
    return first_supported([menu, *wanted] if menu else wanted)


def first_supported(wanted: list[str]) -> str:
    """The first of these language codes that the site speaks."""
    for code in wanted:
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
