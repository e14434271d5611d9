"""Seeds made of seeds: every random decision gets a stream of its own, on every machine alike."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final, TypeVar

_SPAN: Final = 2**64

T = TypeVar("T")


def derive(seed: int, *names: str | int) -> int:
    """Return the seed of one named decision under a seed.

    Args:
        seed: Any integer.
        names: What is decided. Different names give unrelated seeds.

    Returns:
        An integer in `[0, 2**64)`, the same in every process and on every platform.

    Example:
        >>> derive(7, "skin_tone") == derive(7, "skin_tone") != derive(7, "age")
        True
    """
    text = "/".join(str(part) for part in (seed, *names))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def uniform(seed: int, *names: str | int) -> float:
    """Return a number in `[0, 1)` for one named decision under a seed.

    Example:
        >>> round(uniform(7, "age"), 4) == round(uniform(7, "age"), 4)
        True
    """
    return derive(seed, *names) / _SPAN


def choose(shares: Mapping[T, float], at: float) -> T:
    """Return the category in which the number `at` falls when shares are laid end to end.

    Args:
        shares: Non-negative weights by category; they need not sum to 1.
        at: In `[0, 1)`.

    Returns:
        A category with a positive share.

    Raises:
        ValueError: If no share is positive.

    Example:
        >>> choose({"young": 0.25, "older": 0.75}, 0.3)
        'older'
    """
    positive = {category: share for category, share in shares.items() if share > 0}
    if not positive:
        raise ValueError("there is nothing to choose from: no share is positive")
    left = at * sum(positive.values())
    for category, share in positive.items():
        left -= share
        if left < 0:
            return category
    return category
