"""Database, cache, channel layer and jobs, in both profiles."""

from typing import Any

from celery.schedules import crontab

from chatapp.settings.environment import DATA_DIR, DATABASE_URL, REDIS_URL, env

if DATABASE_URL.startswith("postgres"):
    DATABASES: dict[str, Any] = {"default": env.db_url("DATABASE_URL")}
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 0,  # the pool keeps connections; Django must hand them back
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=12), "timeout": 10}
        },
    }
    DATABASE_THREADS = 6
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "chatapp.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
            "CONN_MAX_AGE": None,
        }
    }
    DATABASE_THREADS = 1  # one writer at a time: more would only wait for each other, polling

if REDIS_URL:
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "chatapp",
        }
    }
    CHANNEL_LAYERS: dict[str, Any] = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": "chatapp"},
        }
    }
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"global_keyprefix": "chatapp:celery:"}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 2000},
        }
    }
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA_DIR / "queue"),
        "data_folder_out": str(DATA_DIR / "queue"),
        "control_folder": str(DATA_DIR / "queue-control"),
        "polling_interval": 0.05,
    }

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_POOL = "threads"
CELERY_WORKER_CONCURRENCY = env.int("WORKER_THREADS", default=4)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "worker-heartbeat": {"task": "chatapp.tasks.worker_heartbeat", "schedule": 10.0},
    "sweep-turns": {"task": "chatapp.tasks.sweep_turns", "schedule": 10.0},
    "look-for-long-texts": {
        "task": "chatapp.longtext.tasks.look_for_long_texts",
        "schedule": 5.0,
    },
    "deliver-alerts": {"task": "billing.tasks.deliver_alerts", "schedule": 30.0},
    "apply-retention": {
        "task": "chatapp.retention.tasks.apply_retention",
        "schedule": crontab(hour="3", minute="17"),
    },
    "sweep-files": {"task": "chatapp.documents.tasks.sweep_files", "schedule": 3600.0},
    "send-reports": {"task": "chatapp.reports.tasks.send_reports", "schedule": 600.0},
    "tell-owners": {"task": "chatapp.review.tasks.tell_owners", "schedule": 60.0},
    "watch-spending": {"task": "billing.tasks.watch_spending", "schedule": 1800.0},
}
