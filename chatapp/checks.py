"""Wrong configurations, refused at start with a sentence instead of failing at a request."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

Checks = list[CheckMessage]


@register()
def profile_is_whole(app_configs: Sequence[Any] | None, **_: Any) -> Checks:
    """PostgreSQL and Redis come together or not at all."""
    postgres = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    problems: Checks = []
    if settings.REDIS_URL and not postgres:
        problems.append(
            Error(
                "REDIS_URL is set but DATABASE_URL is not a PostgreSQL address.",
                hint="Several processes need PostgreSQL. Set DATABASE_URL or unset REDIS_URL.",
                id="chatapp.E001",
            )
        )
    if postgres and not settings.REDIS_URL:
        problems.append(
            Error(
                "DATABASE_URL is a PostgreSQL address but REDIS_URL is not set.",
                hint="Several processes share live replies through Redis. Set REDIS_URL.",
                id="chatapp.E002",
            )
        )
    return problems


@register()
def database_is_known(app_configs: Sequence[Any] | None, **_: Any) -> Checks:
    """An address that is neither PostgreSQL nor empty would silently mean SQLite."""
    url = settings.DATABASE_URL
    if url and not url.startswith("postgres"):
        return [
            Error(
                "DATABASE_URL must begin with postgres://.",
                hint="Leave it empty for SQLite in DATA_DIR.",
                id="chatapp.E003",
            )
        ]
    return []


def has_secret_key() -> bool:
    """Django itself raises when an empty key is read."""
    try:
        return bool(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return False


@register()
def production_has_what_it_needs(app_configs: Sequence[Any] | None, **_: Any) -> Checks:
    """The production profile refuses to start on defaults made for one's own machine."""
    if settings.PROFILE != "production":
        return []
    needed: list[tuple[str, str, Callable[[], bool]]] = [
        ("SECRET_KEY", "chatapp.E004", has_secret_key),
        ("ALLOWED_HOSTS", "chatapp.E005", lambda: bool(settings.ALLOWED_HOSTS)),
        ("ANTHROPIC_API_KEY", "chatapp.E006", lambda: bool(settings.ANTHROPIC_API_KEY)),
    ]
    return [
        Error(f"{name} is not set.", hint="The production profile needs it.", id=check_id)
        for name, check_id, is_set in needed
        if not is_set()
    ]
