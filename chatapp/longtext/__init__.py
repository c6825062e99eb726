"""Texts that no model can read at once: split, read part by part, put together again.

`splitting` knows nothing but text. A job and its parts are rows, which are the truth: a worker
runs them (`worker`, `runner`), a web process shows how far they have come (`follow`).
"""
