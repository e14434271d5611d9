"""How many directions a set of vectors has: the entropy of its spectrum, and how sure that is."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graycard.errors import NothingObservedError

Array = NDArray[np.float64]

_PARTS: Final = 32
"""Of a larger set as many parts are left out in turn, not each vector."""

_LEAST: Final = 1e-12
"""An eigenvalue that is no more than rounding."""


def spectral_entropy(vectors: ArrayLike) -> float:
    """Return the entropy, in nats, of the eigenvalues of ``K/n``, ``K`` the dot products.

    ``-Σ λ log λ``. They are those of the d x d matrix ``X'X/n`` too, which is taken where it is the
    smaller one.

    Args:
        vectors: Shape (n, d), each of length 1, so that the eigenvalues sum to 1.

    Returns:
        In ``[0, log min(n, d)]``; 0 where all vectors are the same.

    Raises:
        NothingObservedError: If there is no vector.

    Example:
        >>> round(float(np.exp(spectral_entropy([[1, 0], [1, 0], [0, 1], [0, 1]]))), 6)
        2.0
    """
    x = _some(vectors, least=1)
    gram = x @ x.T if len(x) <= x.shape[1] else x.T @ x
    return float(_entropies(gram / len(x)))


def spectral_entropy_error(vectors: ArrayLike) -> tuple[float, int]:
    """Return the standard error of `spectral_entropy` by the jackknife, and its degrees of freedom.

    Each vector is left out in turn; of more than 32, each of 32 parts of equal sizes. For a
    function of independent draws the variance comes out too large on average, never too small
    (Efron and Stein), as that of a set with one draw fewer.

    Args:
        vectors: Shape (n, d), n at least 3.

    Raises:
        NothingObservedError: If there are fewer than three vectors.

    Source:
        Efron and Stein, "The jackknife estimate of variance", Annals of Statistics 9 (1981).

    Example:
        >>> error, freedom = spectral_entropy_error(np.eye(3)[[0, 0, 1, 1, 2]])
        >>> round(error, 3), freedom
        (0.277, 4)
    """
    x = _some(vectors, least=3)
    n, width = x.shape
    parts = min(n, _PARTS)
    own = np.arange(n) % parts
    found = np.empty(parts)
    if n <= width:
        gram = x @ x.T
        for part in range(parts):
            kept = np.flatnonzero(own != part)
            found[part] = _entropies(gram[np.ix_(kept, kept)] / len(kept))
    else:
        gram = x.T @ x
        for part in range(parts):
            gone = x[own == part]
            found[part] = _entropies((gram - gone.T @ gone) / (n - len(gone)))
    scatter = float(((found - found.mean()) ** 2).sum())
    return float(np.sqrt((parts - 1) / parts * scatter)), parts - 1


def pooled_spectral_entropies(
    vectors: ArrayLike, labels: ArrayLike, size: int, *, draws: int, rng: np.random.Generator
) -> Array:
    """Return the spectral entropies of vectors drawn from several sets, each as likely as another.

    No vector is drawn twice for one draw: two that are the same have one direction. Where all sets
    hold as many, this is how a set would come out if it were no set of its own: the permutation
    distribution.

    Args:
        vectors: Of all sets, shape (N, d), each of length 1.
        labels: The set of each, 0 to P - 1.
        size: Vectors a draw, at most N.
        draws: How often.
        rng: Source of chance.

    Returns:
        Shape (draws,).

    Source:
        Drawing without replacement by the largest keys: Efraimidis and Spirakis, "Weighted random
        sampling with a reservoir", Information Processing Letters 97 (2006).
    """
    x, own = _some(vectors, least=size), np.asarray(labels, np.int64)
    weight = np.log(1 / np.bincount(own)[own])
    found = np.empty(draws)
    for draw in range(draws):
        keys = weight + rng.gumbel(size=len(x))
        found[draw] = spectral_entropy(x[np.argpartition(-keys, size - 1)[:size]])
    return found


def _entropies(matrices: Array) -> Array:
    values = np.linalg.eigvalsh(matrices)
    values = values / values.sum(-1, keepdims=True)  # lengths are 1 but for rounding
    values = np.where(values > _LEAST, values, 1.0)  # 0 log 0 is 0, as is 1 log 1
    return np.asarray(np.maximum(-(values * np.log(values)).sum(-1), 0.0))


def _some(vectors: ArrayLike, *, least: int) -> Array:
    x = np.asarray(vectors, np.float64)
    if len(x) < least:
        raise NothingObservedError(
            what=f"how many kinds of pictures there are was asked of {len(x)}",
            why=f"it takes {least}",
            fix="ask for more images a prompt",
        )
    return x
