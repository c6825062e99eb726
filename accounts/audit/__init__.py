"""What administrators change, kept for good: who, what, the old value and the new one.

`watching` is the one hook: around every POST of the admin site and around our commands. While it
is open, each change of a watched model becomes an `AuditEntry` in the same transaction.
"""
