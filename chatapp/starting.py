"""How a process loads its code: without the garbage collector.

Loading makes half a million objects that stay as long as the process. Each full collection walks
all of them and frees none: a third of the time to start (6.3 s of CPU become 4.1, slow machine).
Frozen afterwards, they are not walked again by the collections that requests bring about.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Around the imports of a process that is to run for long."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
