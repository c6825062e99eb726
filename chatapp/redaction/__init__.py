"""What must not leave: finding sensitive values, hiding them from Claude, putting them back.

A small Django app. `claude.middleware.redaction` calls it around every request; nothing in it
calls the network.
"""
