"""How Claude is asked, and how long a turn may take."""

from hashlib import sha256

from chatapp.settings.environment import env

ANTHROPIC_API_KEY: str = env("ANTHROPIC_API_KEY", default="")
ANTHROPIC_EXTRA_API_KEYS: dict[str, str] = {  # by the short name that records and stores know
    sha256(key.encode()).hexdigest()[:8]: key
    for key in env.list("ANTHROPIC_EXTRA_API_KEYS", default=[])
}
ANTHROPIC_BASE_URL: str = env("ANTHROPIC_BASE_URL", default="")
CLAUDE_SIMULATED = not (ANTHROPIC_API_KEY or ANTHROPIC_BASE_URL)
CLAUDE_MODEL: str = env("CLAUDE_MODEL", default="claude-sonnet-5-5")
CLAUDE_TITLE_MODEL: str = env("CLAUDE_TITLE_MODEL", default="claude-haiku-5-5")
CLAUDE_SUMMARY_MODEL: str = env("CLAUDE_SUMMARY_MODEL", default="claude-haiku-5-5")
CLAUDE_MODELS: list[str] = env.list("CLAUDE_MODELS", default=[])
CLAUDE_MODELS_SECONDS: float = env.float("CLAUDE_MODELS_SECONDS", default=3600.0)
CLAUDE_MAX_TOKENS: int = env.int("CLAUDE_MAX_TOKENS", default=8192)
CLAUDE_MAX_CONNECTIONS: int = env.int("CLAUDE_MAX_CONNECTIONS", default=500)
CLAUDE_CONNECT_TIMEOUT_SECONDS: float = env.float("CLAUDE_CONNECT_TIMEOUT_SECONDS", default=5.0)
CLAUDE_IDLE_SECONDS: float = env.float("CLAUDE_IDLE_SECONDS", default=120.0)
CLAUDE_DEADLINE_SECONDS: float = env.float("CLAUDE_DEADLINE_SECONDS", default=900.0)
CLAUDE_RETRY_ATTEMPTS: int = env.int("CLAUDE_RETRY_ATTEMPTS", default=5)
CLAUDE_CONCURRENT_REQUESTS: int = env.int("CLAUDE_CONCURRENT_REQUESTS", default=400)
CLAUDE_CONCURRENT_PER_MODEL: int = env.int("CLAUDE_CONCURRENT_PER_MODEL", default=0)
CLAUDE_CONCURRENT_PER_USER: int = env.int("CLAUDE_CONCURRENT_PER_USER", default=20)
CLAUDE_QUEUE_LENGTH: int = env.int("CLAUDE_QUEUE_LENGTH", default=1000)
CLAUDE_QUEUE_PER_USER: int = env.int("CLAUDE_QUEUE_PER_USER", default=200)
CLAUDE_QUEUE_SECONDS: float = env.float("CLAUDE_QUEUE_SECONDS", default=60.0)
CLAUDE_OUTAGE_SECONDS: float = env.float("CLAUDE_OUTAGE_SECONDS", default=15.0)
CLAUDE_BUDGET_FLOOR_TOKENS: int = env.int("CLAUDE_BUDGET_FLOOR_TOKENS", default=256)
CLAUDE_BUDGET_WAIT_SECONDS: float = env.float("CLAUDE_BUDGET_WAIT_SECONDS", default=20.0)
CLAUDE_CACHE_SECONDS: int = env.int("CLAUDE_CACHE_SECONDS", default=3600)
CLAUDE_CACHE_EMBEDDINGS_URL: str = env("CLAUDE_CACHE_EMBEDDINGS_URL", default="")
CLAUDE_CACHE_EMBEDDINGS_KEY: str = env("CLAUDE_CACHE_EMBEDDINGS_KEY", default="")
CLAUDE_CACHE_EMBEDDINGS_MODEL: str = env("CLAUDE_CACHE_EMBEDDINGS_MODEL", default="")
CLAUDE_CACHE_EMBEDDINGS_SECONDS: float = env.float("CLAUDE_CACHE_EMBEDDINGS_SECONDS", default=1.0)
CLAUDE_MIDDLEWARE = [  # outermost first
    "chatapp.claude.middleware.redaction.RedactionMiddleware",
    "chatapp.claude.middleware.context.ContextMiddleware",
    "chatapp.claude.middleware.recording.RecordingMiddleware",
    "chatapp.claude.middleware.cache.CacheMiddleware",
    "chatapp.claude.middleware.budget.BudgetMiddleware",
    "chatapp.claude.middleware.concurrency.ConcurrencyMiddleware",
    "chatapp.claude.middleware.retry.RetryMiddleware",
    "chatapp.claude.middleware.breaker.BreakerMiddleware",
    "chatapp.claude.middleware.pacing.PacingMiddleware",
]

TURN_COALESCE_SECONDS = 0.05
TURN_CHECKPOINT_SECONDS = 2.0
TURN_LEASE_SECONDS = 20.0
LONG_TEXT_LEASE_SECONDS = 8.0  # taken over before the sweep closes the calls that were cut off
TURN_DRAIN_SECONDS: float = env.float("TURN_DRAIN_SECONDS", default=10.0)
LONG_TEXT_MAX_CHARS: int = env.int("LONG_TEXT_MAX_CHARS", default=10_000_000)
LONG_TEXT_PART_TOKENS: int = env.int("LONG_TEXT_PART_TOKENS", default=40_000)
LONG_TEXT_ASK_DOLLARS: float = env.float("LONG_TEXT_ASK_DOLLARS", default=0.50)
LONG_TEXT_PARALLEL: int = env.int("LONG_TEXT_PARALLEL", default=4)
MESSAGE_MAX_CHARS: int = env.int("MESSAGE_MAX_CHARS", default=2_000_000)
