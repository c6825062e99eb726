"""How the admin looks and what its navigation leads to (django-unfold)."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

SHADES = ("50", "100", "200", "300", "400", "500", "600", "700", "800", "900", "950")
WARM = """#faf9f6 #f2f0ea #e3e0d8 #cfcbc0 #a9a8a3 #77746c #5c5a54 #44433f #2a2c2f #191a1b #141516"""
GREEN = (
    """#f0f6f2 #e3f0ea #c5e2d5 #9bd0b9 #6fc6a5 #2f8f6c #17694f #115440 #0f4434 #0d382b #0d1f18"""
)


def page(title: Any, icon: str, name: str, permission: str) -> dict[str, Any]:
    """A line of the navigation, for those who may go there."""
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{name}"),
        "permission": lambda request: request.user.has_perm(permission),
    }


def table(title: Any, icon: str, model: str) -> dict[str, Any]:
    """The line that leads to the list of `app.model`."""
    app, _dot, name = model.partition(".")
    return page(title, icon, f"{app}_{name}_changelist", f"{app}.view_{name}")


VIEW_CALLS = "chatapp.view_claudecall"

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "chatapp",
    "SITE_HEADER": "chatapp",
    "SITE_ICON": lambda request: static("icons/mark.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("icons/mark.svg")}
    ],
    "STYLES": [lambda request: static("css/console.css")],
    "SCRIPTS": [lambda request: static("js/console.js")],
    "SITE_URL": "/",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": False,
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "base": dict(zip(SHADES, WARM.split(), strict=True)),
        "primary": dict(zip(SHADES, GREEN.split(), strict=True)),
    },
    "SIDEBAR": {
        "show_search": False,
        "navigation": [
            {
                "items": [
                    page(_("Overview"), "monitoring", "index", VIEW_CALLS),
                    page(_("Errors"), "error", "console-errors", VIEW_CALLS),
                    page(_("Cache"), "bolt", "console-cache", "caching.view_hit"),
                    page(
                        _("Usage report"), "bar_chart", "console-usage", "chatapp.view_claudecall"
                    ),
                    table(_("Scheduled reports"), "schedule_send", "reports.reportschedule"),
                    table(_("Requests to Claude"), "swap_vert", "chatapp.claudecall"),
                ],
            },
            {
                "title": _("Money"),
                "separator": True,
                "items": [
                    table(_("Budgets"), "savings", "billing.budget"),
                    table(_("Budget requests"), "contact_support", "billing.budgetrequest"),
                    table(_("Grants"), "redeem", "billing.grant"),
                    table(_("Alerts"), "notifications", "billing.alert"),
                    table(_("Alert channels"), "campaign", "billing.alertchannel"),
                    table(_("Prices"), "sell", "billing.modelprice"),
                    table(_("Ledger"), "receipt_long", "billing.ledgerentry"),
                ],
            },
            {
                "title": _("People"),
                "separator": True,
                "items": [
                    table(_("Users"), "person", "accounts.user"),
                    table(_("Teams"), "groups", "accounts.team"),
                    table(_("Assistants"), "smart_toy", "assistants.assistant"),
                    table(_("Retention"), "auto_delete", "retention.retentionrule"),
                    table(_("Organisation"), "domain", "accounts.organisation"),
                ],
            },
            {
                "title": _("Oversight"),
                "separator": True,
                "items": [
                    table(_("Conversations"), "forum", "review.conversationrecord"),
                    table(_("Redaction"), "visibility_off", "redaction.policy"),
                    table(_("Redaction: own kinds"), "playlist_add", "redaction.ownkind"),
                    table(_("Alarm thresholds"), "vital_signs", "alarms.threshold"),
                    table(_("Audit log"), "history", "audit.auditentry"),
                    table(_("Opened conversations"), "visibility", "review.opening"),
                    table(_("Reviewers"), "badge", "review.reviewer"),
                ],
            },
        ],
    },
}
