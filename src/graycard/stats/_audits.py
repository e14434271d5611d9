"""Simulated audits: counts under shares that are known, and what is computed from them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

Estimator = Callable[[NDArray[Any]], Array]
"""From counts of shape (..., K) to numbers of shape (...).

Results are kept by the function itself: make one that is `==` for the same question again, as a
function of a module is, and let it depend on nothing that changes.
"""

MANY: Final = 12
"""Rows whose mean is near enough to normal for its spread to be all that is simulated."""

_DRAWS: Final = 600
_DRAWS_OF_MANY: Final = 200
_SEED: Final = 20230626
_FLOOR_DRAWS: Final = 4000

_KEPT: Final = 64
"""Rows whose simulated counts are kept: the measures of one stratum all look at the same ones."""


def found_under(k: Array, thetas: Array, estimator: Estimator, *, keep: bool = True) -> Array:
    """Return the mean over rows in simulated audits under each truth, shape (truths, draws).

    Args:
        k: Images by category, shape (S, K).
        thetas: Truths, shape (truths, S, K).
        estimator: What is computed from counts.
        keep: Whether the counts of a single row are kept, for other measures that ask for the same.
    """
    if len(k) == 1:
        of_one = _audits_of_one if keep else _audits_of_one.__wrapped__
        audits = of_one(int(k.sum()), thetas.shape, thetas.tobytes())
        return np.asarray(estimator(audits)[..., 0])
    # A truth at a time: the counts of many rows under all of them would fill the memory.
    sizes, rng = k.sum(-1).astype(np.int64), np.random.default_rng(_SEED)
    draws = _DRAWS if len(k) < MANY else _DRAWS_OF_MANY
    return np.array([estimator(_drawn(rng, sizes, one, draws)).mean(axis=-1) for one in thetas])


@lru_cache(maxsize=8)
def audits_at_parity(sizes: bytes, parity: bytes) -> Array:
    """Return simulated counts at parity, shape (draws, S, K)."""
    n = np.frombuffer(sizes, np.int64)
    shares = np.frombuffer(parity).reshape(len(n), -1)
    draws = _FLOOR_DRAWS if len(n) < MANY else _FLOOR_DRAWS // 10
    counts = _drawn(np.random.default_rng(_SEED), n, shares, draws)
    counts.flags.writeable = False
    return counts


@lru_cache(maxsize=_KEPT)
def _audits_of_one(size: int, shape: tuple[int, ...], thetas: bytes) -> Array:
    rng = np.random.default_rng(_SEED)
    truths = np.frombuffer(thetas).reshape(shape)
    counts = np.array([_drawn(rng, np.array([size]), theta, _DRAWS) for theta in truths])
    counts.flags.writeable = False
    return counts


def _drawn(rng: np.random.Generator, sizes: NDArray[np.int64], theta: Array, draws: int) -> Array:
    """Return simulated counts, shape (draws, S, K)."""
    return rng.multinomial(sizes, theta, size=(draws, len(sizes))).astype(np.float64)
