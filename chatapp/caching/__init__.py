"""What need not be asked twice: answers kept, flights shared, prompts read at a tenth.

A small Django app; `claude.middleware.cache` calls it around every request that has been
concealed, so nothing sensitive is ever kept here.
"""
