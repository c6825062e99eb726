"""Where the environment is read from, where things live, and which profile this is."""

from pathlib import Path

import environ
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
env.smart_cast = False
if (BASE_DIR / ".env").exists():
    environ.Env.read_env(BASE_DIR / ".env")

DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
REDIS_URL: str = env("REDIS_URL", default="")
DATABASE_URL: str = env("DATABASE_URL", default="")
PROFILE = "production" if REDIS_URL or DATABASE_URL.startswith("postgres") else "embedded"


def embedded_secret_key() -> str:
    """A key of this installation's own, made once and kept beside its data."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text().strip()


DEBUG: bool = env.bool("DEBUG", default=False)
SECRET_KEY: str = env("SECRET_KEY", default="") or (
    embedded_secret_key() if PROFILE == "embedded" else ""
)
HOST: str = env("HOST", default="localhost")
WEB_SERVER: str = env("WEB_SERVER", default="daphne")
PORT: int = env.int("PORT", default=8000)
ALLOWED_HOSTS: list[str] = env.list(
    "ALLOWED_HOSTS",
    default=["localhost", "127.0.0.1", "[::1]", HOST] if PROFILE == "embedded" else [],
)
