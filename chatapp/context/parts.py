"""What each stored message comes to in a request, after the history was cut to fit."""

from dataclasses import dataclass

from chatapp.context.fitting import Fit
from chatapp.context.trimming import (
    NOTHING,
    PER_MESSAGE_TOKENS,
    THINKING,
    Cut,
    blocks_of,
    lean_block,
    present_turn,
)


@dataclass(slots=True)
class Part:
    """`tokens` are ours, uncalibrated; `sent` says how much of the message goes along.

    `whole`; `lean` without its images and long results of tools; `cut` is not, for want of room;
    `nothing` if it holds nothing that is sent, or nothing of it is wanted.
    """

    tokens: int = 0
    sent: str = "nothing"


def parts_of(fit: Fit, origins: list[list[int]], cut: Cut) -> dict[int, Part]:
    """By the id of the stored message; 0 stands for what isn't stored yet, the draft.

    `origins` name the stored message of each block of the request (`History.origins`).
    """
    messages, pinned = fit.request.messages, set(fit.pinned)
    settled = 0 if cut == NOTHING else max(present_turn(messages), cut.results)
    parts: dict[int, Part] = {}
    for at, (message, made_of) in enumerate(zip(messages, origins, strict=True)):
        stays = at >= cut.turns or at in pinned
        is_lean = cut.turns <= at < cut.results and at not in pinned
        for block, origin in zip(blocks_of(message), made_of, strict=True):
            part = parts.setdefault(origin, Part())
            if not stays:
                part.sent = "cut"
                continue
            left = lean_block(block) if is_lean else block
            if part.sent != "lean":
                part.sent = "whole" if left is block else "lean"
            if at >= settled or block.get("type") not in THINKING:
                part.tokens += fit.measure(left)
        if stays and made_of:
            parts[made_of[0]].tokens += PER_MESSAGE_TOKENS
    return parts
