"""What a request wants of the limits, and what it was granted. Knows nothing else of the house."""

from dataclasses import dataclass, field

KINDS = ("requests", "input", "output")
"""What the API counts per minute. `output` is booked by its mean, for nobody knows it before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """One request in line. `input` and `output` are tokens, `keys` the API keys it may go by.

    `weight` is the person's share in the round robin. One with a way out (`patient` is false)
    isn't kept in line by a model that is down.
    """

    id: str
    user: str
    model: str
    pool: str
    interactive: bool = True
    input: int = 0
    output: int = 0
    weight: float = 1.0
    patient: bool = True
    keys: tuple[str, ...] = ("",)

    @property
    def lane(self) -> str:
        """Those who wait for the same: one model, with or without a way out."""
        return self.model if self.patient else f"{self.model} or another"


@dataclass(slots=True)
class Grant:
    """Leave for one attempt: by which key, and what of each bucket was `taken` for it.

    `used` once an attempt has begun with it; `probe` if that attempt is the only one that may
    find out whether Claude is back.
    """

    id: str
    key: str = ""
    taken: dict[str, float] = field(default_factory=dict)
    probe: bool = False
    used: bool = False
