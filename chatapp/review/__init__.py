"""Looking after conversations without reading them, and the one narrow door to their content.

Staff see that a conversation exists, whose it is, how long. Opening it takes a right of its own
(`Reviewer`), a reason, ends after a while, is written into the audit log, and its owner is told.
"""
