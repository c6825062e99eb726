"""How many answers are kept, where the store can tell."""

from collections.abc import Iterable

from django.core.cache import cache

from chatapp.caching.models import CacheRule

MOST_COUNTED = 100_000


def count() -> dict[int, int] | None:
    """Answers by assistant (0: none), of today's generations; None where the store can't say."""
    rows = CacheRule.objects.values_list("assistant_id", "generation")
    current = {assistant or 0: generation for assistant, generation in rows}
    found: dict[int, int] = {}
    keys = _keys()
    if keys is None:
        return None
    for number, key in enumerate(keys):
        if number >= MOST_COUNTED:
            break
        assistant, generation, _rest = key.partition("answer:")[2].split(":", 2)
        if int(generation) == current.get(int(assistant), 0):
            found[int(assistant)] = found.get(int(assistant), 0) + 1
    return found


def _keys() -> Iterable[str] | None:
    """Addresses of answers: Redis walks through them, local memory has them at hand."""
    if walk := getattr(cache, "iter_keys", None):
        return (str(key) for key in walk("answer:*"))
    memory = getattr(cache, "_cache", None)
    return None if memory is None else [key for key in list(memory) if ":answer:" in key]
