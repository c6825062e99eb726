"""Turns a stranger's file into what Claude and the page can use, in a process of its own.

`python -m chatapp.documents.convert` knows no database and no settings. It runs under limits of
memory and time, so whatever a hostile file does to a parser, it does to that process only.
"""
