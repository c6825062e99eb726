"""The product's settings with short leases, so that a test need not wait half a minute."""

from chatapp.settings import *  # noqa: F403

TURN_LEASE_SECONDS = 2.0
