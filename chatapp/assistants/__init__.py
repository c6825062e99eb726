"""Assistants: a name, instructions and a model that people choose. A small Django app."""
