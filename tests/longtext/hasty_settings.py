"""The product's settings with a short lease, a quick beat and small parts; calls stay open."""

from chatapp.settings import *  # noqa: F403
from chatapp.settings import CELERY_BEAT_SCHEDULE

TURN_LEASE_SECONDS = 60.0
LONG_TEXT_LEASE_SECONDS = 2.0
LONG_TEXT_PART_TOKENS = 2_200
CELERY_BEAT_SCHEDULE["look-for-long-texts"]["schedule"] = 1.0
