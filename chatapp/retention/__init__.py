"""How long conversations are kept: a rule of the organisation, and one of a team in its place.

Only what people said is deleted. Ledger and records of calls hold nobody's words and stay.
"""
