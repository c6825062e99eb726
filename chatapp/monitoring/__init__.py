"""How the calls to Claude went: counted as they end, read by the console.

`counting` writes, in the transaction that stores a call; `figures`, `latency` and `errors` read.
Nothing here knows what was said.
"""
