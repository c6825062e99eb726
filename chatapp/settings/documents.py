"""Which files people may give to Claude."""

from chatapp.settings.environment import env

FILE_MAX_BYTES: int = env.int("FILE_MAX_MB", default=20) * 1_000_000
FILES_PER_MESSAGE: int = env.int("FILES_PER_MESSAGE", default=20)
FILES_PER_CONVERSATION: int = env.int("FILES_PER_CONVERSATION", default=100)
FILES_WAITING_MAX: int = env.int("FILES_WAITING_MAX", default=60)
PDF_MAX_PAGES: int = env.int("PDF_MAX_PAGES", default=100)
