"""Turns a stranger's file into what Claude and the page can use, in a process of its own.

`python -m convert`, run in the folder above, loads nothing of ours but this and no Django, so it
starts in a quarter of a second. It runs under limits of memory and time: whatever a hostile file
does to a parser, it does to that process only.
"""
