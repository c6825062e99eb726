"""Dates and times as people at work write them, by language; what isn't here is Django's."""
