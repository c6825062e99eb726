"""Believable demo data: a small company in two languages, for trying the product and its pages."""
