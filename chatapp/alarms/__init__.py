"""Alarms about the health of the service: conditions with thresholds, told once per occurrence.

A room above billing, whose alerts, channels and deliveries it uses: billing knows money only. The
web processes look, because a worker cannot notice that it is silent itself.
"""
