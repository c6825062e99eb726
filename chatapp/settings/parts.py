"""What the site is made of."""

from typing import Any

from chatapp.settings.environment import BASE_DIR

INSTALLED_APPS = [
    "accounts",  # before Django and allauth: its commands and translations come first
    "accounts.audit.apps.AuditConfig",
    "daphne",
    "unfold.apps.BasicAppConfig",  # its templates come before Django's
    "unfold.contrib.filters",
    "chatapp.console.apps.ConsoleSiteConfig",  # Django's admin with our site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "servestatic",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.openid_connect",
    "billing",
    "chatapp",
    "chatapp.alarms.apps.AlarmsConfig",
    "chatapp.assistants.apps.AssistantsConfig",
    "chatapp.console.apps.ConsoleConfig",
    "chatapp.documents.apps.DocumentsConfig",
    "chatapp.monitoring.apps.MonitoringConfig",
    "chatapp.people.apps.PeopleConfig",
    "chatapp.ratings.apps.RatingsConfig",
    "chatapp.reports.apps.ReportsConfig",
    "chatapp.retention.apps.RetentionConfig",
    "chatapp.review.apps.ReviewConfig",
    "chatapp.search.apps.SearchConfig",
    "chatapp.usage.apps.UsageConfig",
    "chatapp.redaction.apps.RedactionConfig",
    "chatapp.caching.apps.CachingConfig",
    "chatapp.longtext.apps.LongTextConfig",
    "chatapp.context.apps.ContextConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "chatapp.urls"
ASGI_APPLICATION = "chatapp.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chatapp.views.site_context",
            ],
        },
    },
]
