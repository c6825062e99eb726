"""An embedding provider by URL as the scorer: `POST {"input": [...]}`, answered with vectors.

The form is that of the common `/embeddings` endpoints: `{"data": [{"embedding": [...]}, ...]}`, in
the order of the input. Fails open: whatever goes wrong, there are no scores and Claude is asked.
What is sent has passed redaction, and questions that held anything personal never come here.
"""

import logging
import math
from collections.abc import Sequence
from itertools import chain
from typing import Any

import aiohttp
from django.conf import settings

from chatapp.caching.similar.reading import Reading

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 32


async def embedded(asked: Reading, others: Sequence[Reading]) -> list[float]:
    """Cosines, none below 0; an empty list where the provider can't be asked in time."""
    texts = [asked.text, *(other.text for other in others[:MOST_AT_ONCE])]
    key = settings.CLAUDE_CACHE_EMBEDDINGS_KEY
    try:
        patience = aiohttp.ClientTimeout(total=settings.CLAUDE_CACHE_EMBEDDINGS_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=patience, raise_for_status=True) as session,
            session.post(
                settings.CLAUDE_CACHE_EMBEDDINGS_URL,
                json={"input": texts, "model": settings.CLAUDE_CACHE_EMBEDDINGS_MODEL},
                headers={"Authorization": f"Bearer {key}"} if key else {},
                allow_redirects=False,
            ) as answer,
        ):
            first, *rest = _vectors(await answer.json(content_type=None), len(texts))
        return [max(0.0, _cosine(first, vector)) for vector in rest]
    except Exception as trouble:  # of the network, of HTTP, of an answer in another form
        logger.warning("The embedding provider can't be used: %s", type(trouble).__name__)
        return []


def _vectors(answer: Any, count: int) -> list[list[float]]:
    """Raises ValueError unless there is one finite vector of one length for each text."""
    vectors = [[float(x) for x in item["embedding"]] for item in answer["data"]]
    lengths = {len(vector) for vector in vectors}
    if len(vectors) != count or len(lengths) != 1 or not all(map(math.isfinite, chain(*vectors))):
        raise ValueError("vectors that don't fit")
    return vectors


def _cosine(one: list[float], other: list[float]) -> float:
    length = math.hypot(*one) * math.hypot(*other)
    return sum(a * b for a, b in zip(one, other, strict=True)) / length if length else 0.0
