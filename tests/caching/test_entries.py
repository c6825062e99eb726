"""Kept answers are counted in the store that several processes share, too."""

import pytest
from django.core.cache import caches

from chatapp.caching import entries
from chatapp.caching.models import CacheRule


@pytest.mark.redis
@pytest.mark.django_db
def test_redis_counts_answers_by_assistant_and_generation(redis_url, settings):
    shared = {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": redis_url}
    settings.CACHES = {"default": shared}
    CacheRule.objects.create(generation=2)
    store = caches["default"]
    store.clear()
    try:
        for key in (
            "answer:0:2:user-1:a",
            "answer:0:2:user-2:b",
            "answer:0:1:user-1:a",
            "answer:7:0:everyone:c",
            "similar:0:2:user-1:d",
            "flight:answer:0:2:x:y",
        ):
            store.set(key, b"")  # fmt: skip
        assert entries.count() == {0: 2, 7: 1}
    finally:
        store.clear()
