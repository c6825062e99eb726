"""What Claude is told with each request: instructions, what fits of the history, summaries.

`trimming` decides what stays (a pure function), `cuts` remembers it, `summaries` writes what
stands for the rest, `calibration` learns how far our count of tokens is off.
"""
