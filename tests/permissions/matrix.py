"""Who may go where: every address of the site has a line here, or the test fails.

`IN` the door opens, `SIGN_IN` to the sign-in page, `CHAT` back to one's own chat, `NO` 403 or 404.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

IN, SIGN_IN, CHAT, NO = "in", "sign in", "chat", "no"


class Row(NamedTuple):
    """What each role gets: anonymous, user, staff, administrator."""

    anonymous: str
    user: str
    staff: str
    administrator: str


ANYBODY = Row(IN, IN, IN, IN)
SIGNED_IN = Row(SIGN_IN, IN, IN, IN)
OWNER = Row(SIGN_IN, NO, NO, NO)
"""Of somebody else's things. That the owner gets in is a test of its own."""
NOBODY = Row(NO, NO, NO, NO)
ALICES = (
    *("conversation", "api-conversation", "export-markdown", "export-json", "api-mark"),
    "api-branch",
)
STAFF = Row(SIGN_IN, CHAT, IN, IN)
ADMINISTRATOR = Row(SIGN_IN, CHAT, NO, IN)
NO_ROLE = Row(SIGN_IN, CHAT, NO, NO)

SITE = {
    **dict.fromkeys(
        (
            "healthz", "readyz", "javascript-catalog", "set_language", "data-deleted",
            "account_login", "account_logout", "account_inactive", "account_signup",
            "account_email_verification_sent", "account_reset_password", "account_confirm_email",
            "account_reset_password_from_key_done", "account_reset_password_from_key",
            "account_reset_password_done", "socialaccount_login_cancelled",
        ),
        ANYBODY,
    ),
    **dict.fromkeys(
        (
            "chat", "api-conversations", "api-search",
            "export-all", "long-text", "api-files", "usage",
            "api-money", "api-file", "api-context",
            "api-own-limit", "api-budget-request", "cache-choice", "data", "data-import",
            "data-delete", "review-mine", "account_profile", "account_reauthenticate",
            "account_email", "account_change_password", "account_set_password", "mfa_index",
            "mfa_reauthenticate", "mfa_activate_totp", "mfa_generate_recovery_codes",
            "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn",
            "account_confirm_login_code", "mfa_authenticate", "mfa_remove_webauthn",
            "mfa_edit_webauthn", "mfa_login_webauthn",
            "socialaccount_connections",
        ),
        SIGNED_IN,
    ),
    **dict.fromkeys(
        (
            "conversation", "api-conversation", "api-branch", "api-rating", "export-markdown",
            "export-json", "file", "file-thumbnail", "file-image", "file-text", "file-pages",
            "file-page", "long-text-resume", "long-text-part", "api-mark", "api-summary",
            "api-alert", "mfa_deactivate_totp", "mfa_view_recovery_codes",
            "mfa_download_recovery_codes",
        ),
        OWNER,
    ),
    **dict.fromkeys(("socialaccount_login_error", "socialaccount_signup"), Row(*[SIGN_IN] * 4)),
    **dict.fromkeys(
        (
            "metrics", "github_login", "github_callback", "google_login", "google_callback",
            "google_login_by_token", "openid_connect_login", "openid_connect_callback",
        ),
        NOBODY,
    ),  # without a token, without a provider
}  # fmt: skip

PAGES = {
    **dict.fromkeys(
        ("index", "console-errors", "password_change", "password_change_done", "jsi18n"), STAFF
    ),
    **dict.fromkeys(
        ("console-cache", "console-usage", "console-statement", "search", "app_list"), STAFF
    ),
    **dict.fromkeys(("people_import", "redaction_try"), ADMINISTRATOR),
    **dict.fromkeys(("review_ask", "review_read", "view_on_site", "autocomplete"), NO_ROLE),
    "billing_budgetrequest_decide": ADMINISTRATOR,
    "login": Row(SIGN_IN, CHAT, CHAT, CHAT),
    "logout": ANYBODY,
    "auth_user_password_change": ADMINISTRATOR,
}

STAFF_SEE = {
    "accounts_organisation", "accounts_team", "accounts_user", "alarms_occurrence",
    "alarms_threshold", "caching_hit", "chatapp_claudecall", "review_conversationrecord",
}  # fmt: skip
NO_ADDING = {
    "accounts_organisation", "alarms_occurrence", "alarms_threshold", "audit_auditentry",
    "billing_alert", "billing_alertdelivery", "billing_budgetrequest", "billing_ledgerentry",
    "billing_reservation", "billing_window", "caching_hit", "chatapp_claudecall",
    "review_conversationrecord", "review_opening",
}  # fmt: skip
NO_DELETING = NO_ADDING | {"billing_grant", "billing_modelprice", "billing_toolprice"}
"""Not even by administrators: what was booked, decided or noted stays."""


def tables() -> list[str]:
    return sorted(
        f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry
    )


def row_of_table(table: str, what: str) -> Row:
    """The list, one row, adding or deleting of a table in the console."""
    if what == "add":
        return NO_ROLE if table in NO_ADDING else ADMINISTRATOR
    if what == "delete":
        return NO_ROLE if table in NO_DELETING else ADMINISTRATOR
    return STAFF if table in STAFF_SEE else ADMINISTRATOR


def expected(name: str) -> Row | None:
    """The line of an address by its name; None if there is none."""
    area, _colon, page = name.rpartition(":")
    if not area:
        return SITE.get(name)
    if page in PAGES:
        return PAGES[page]
    table, _underscore, what = page.rpartition("_")
    return row_of_table(table, what) if table in tables() else None


def addresses(
    patterns: Any = None, area: str = "", before: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named address of the site with the names of its gaps."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        gaps = (*before, *(pattern.pattern.converters or pattern.pattern.regex.groupindex))
        if isinstance(pattern, URLResolver):
            inside = f"{pattern.namespace}:" if pattern.namespace else area
            yield from addresses(pattern.url_patterns, inside, gaps)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield area + pattern.name, gaps
