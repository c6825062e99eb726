"""Full-text search over one's own messages, Chinese included: a small Django app of its own."""
