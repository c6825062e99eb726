"""One concern, one class, one file. The order is `settings.CLAUDE_MIDDLEWARE`, outermost first."""
