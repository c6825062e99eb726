"""The console: Django's admin with our own site, its pages and the questions they ask.

Pages are thin views around read-only queries; what they show was counted by `monitoring` and
booked by `billing`.
"""
