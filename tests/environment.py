"""The environment that tests run in: whatever the developer has set stays outside."""

import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CALL = re.compile(r"""\benv(?:\.\w+)?\(\s*f?["']([^"']+)["']""")
PROVIDERS = ("GOOGLE", "GITHUB")
TEXTS = (  # set to nothing, so that a developer's .env cannot fill them
    *("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"),
    *("SECRET_KEY", "OIDC_SERVER_URL", *(f"{name}_CLIENT_ID" for name in PROVIDERS)),
)


def environment_names() -> set[str]:
    """Every name that the settings read."""
    files = (ROOT / "chatapp" / "settings").glob("*.py")
    found = [name for file in files for name in CALL.findall(file.read_text())]
    return {name.replace("{_name.upper()}", provider) for name in found for provider in PROVIDERS}


def private_environment(data_dir: Path | str, **chosen: str) -> dict[str, str]:
    """This process's environment with our own names taken out: embedded profile, no key.

    `data_dir` is the DATA_DIR of whoever gets it; `chosen` are names to set on top.
    """
    ours = environment_names()
    outside = {name: value for name, value in os.environ.items() if name not in ours}
    fixed = {"DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "chatapp.settings"}
    fixed["CLAUDE_CACHE_SECONDS"] = "0"  # tests ask the same all the time
    fixed["CLAUDE_MODELS_SECONDS"] = "0"  # whoever counts requests means their own
    return outside | dict.fromkeys(TEXTS, "") | fixed | chosen
