"""Languages, time and static files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from chatapp.settings.environment import BASE_DIR, DEBUG

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "chatapp" / "transfer" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = "chatapp.formats"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS: list[Any] = [
    BASE_DIR / "static",
    *(
        (f"vendor/{name}", NODE_MODULES / path)
        for name, path in {
            "dompurify": "dompurify/dist",
            "highlight": "@highlightjs/cdn-assets/es",
            "katex": "katex/dist",
            "marked": "marked/lib",
            "mermaid": "mermaid/dist",
        }.items()
        if (NODE_MODULES / path).is_dir()
    ),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "chatapp.stylesheets.JoinedStylesStorage"
    },
}
