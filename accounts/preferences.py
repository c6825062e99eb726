"""Language and theme: chosen once in the profile, carried to every browser as cookies.

Pages read the cookies, so that they are right at once, before and without any script.
"""

from django.conf import settings
from django.http import HttpResponse

from accounts.models import User

THEME_COOKIE = "theme"
THEME_COOKIE_SECONDS = 31_536_000


def carry_to_browser(response: HttpResponse, user: User) -> None:
    """Set the cookies for what `user` chose; what they left open stays as the browser has it."""
    if user.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            path=settings.LANGUAGE_COOKIE_PATH,
            domain=settings.LANGUAGE_COOKIE_DOMAIN,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
    if user.theme:
        response.set_cookie(
            THEME_COOKIE,
            user.theme,
            max_age=THEME_COOKIE_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )


def forget_open_choices(response: HttpResponse, user: User) -> None:
    """Remove the cookies of what `user` has just left open again."""
    if not user.language:
        response.delete_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            path=settings.LANGUAGE_COOKIE_PATH,
            domain=settings.LANGUAGE_COOKIE_DOMAIN,
        )
    if not user.theme:
        response.delete_cookie(THEME_COOKIE)
