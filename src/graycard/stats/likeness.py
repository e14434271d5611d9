"""How alike the members of one set are: the mean similarity of its pairs, and how sure that is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from graycard.errors import NothingObservedError
from graycard.stats.intervals import Interval

Array = NDArray[np.float64]


def pair_mean(vectors: ArrayLike) -> float:
    """Return the mean dot product of all pairs of different vectors.

    Args:
        vectors: Shape (n, d), n at least 2; of length 1 where cosines are wanted.

    Raises:
        NothingObservedError: If there is no pair.

    Example:
        >>> pair_mean([[1, 0], [0, 1], [1, 0]])
        0.3333333333333333
    """
    return float(_to_the_others(vectors, least=2).mean())


def pair_mean_error(vectors: ArrayLike) -> float:
    """Return the standard error of `pair_mean`, by the jackknife.

    With ``a_i`` the mean product of vector ``i`` with the others and ``u`` their mean, leaving out
    ``i`` moves ``u`` by ``2(u - a_i)/(n - 2)``; the jackknife variance is ``(n - 1)/n`` times the
    sum of the squares. A pair is drawn with its members, so pairs are no sample of their own.

    Args:
        vectors: Shape (n, d), n at least 3.

    Raises:
        NothingObservedError: If there are fewer than three vectors.

    Source:
        Arvesen, "Jackknifing U-statistics", Annals of Mathematical Statistics 40 (1969).

    Example:
        >>> round(pair_mean_error([[1, 0], [0, 1], [1, 0]]), 4)
        0.6667
    """
    similar = _to_the_others(vectors, least=3)
    n = len(similar)
    moved = 2 * (similar - similar.mean()) / (n - 2)
    return float(np.sqrt((n - 1) / n * (moved**2).sum()))


def likeness_interval(
    value: ArrayLike, error: ArrayLike, freedom: ArrayLike, *, level: float
) -> Interval:
    """Return a confidence interval for a mean cosine of pairs.

    Student's interval on the scale ``log(1 - value)``: dissimilarities are skewed, and none is
    negative, so the interval stays below 1. It cannot know of a kind of pictures that is rare and
    missing from the set: `benchmarks/vectors.py` has how often.

    Args:
        value: Mean cosines below 1.
        error: Their standard errors.
        freedom: Degrees of freedom, such as n - 1.
        level: Such as 0.95.

    Returns:
        Lower and upper ends, of the broadcast shape.

    Source:
        This project; `benchmarks/default_culture.py` and `benchmarks/vectors.py` have its coverage.

    Example:
        >>> low, high = likeness_interval(0.6, 0.05, 15, level=0.95)
        >>> float(low.round(3)), float(high.round(3))
        (0.478, 0.694)
    """
    unlike = 1 - np.asarray(value, np.float64)
    half = stdtrit(np.asarray(freedom, np.float64), (1 + level) / 2) * np.asarray(error) / unlike
    return np.asarray(1 - unlike * np.exp(half)), np.asarray(1 - unlike * np.exp(-half))


def pooled_pair_means(
    vectors: ArrayLike, labels: ArrayLike, size: int, *, draws: int, rng: np.random.Generator
) -> Array:
    """Return the pair means of vectors drawn from several sets, each set as likely as another.

    This is what a set of that size would show if it held what all sets together hold.

    Args:
        vectors: Of all sets, shape (N, d).
        labels: The set of each, 0 to P - 1.
        size: Vectors a draw, at least 2; a vector drawn twice makes no pair with itself.
        draws: How often.
        rng: Source of chance.

    Returns:
        Shape (draws,).
    """
    x, own = np.asarray(vectors, np.float64), np.asarray(labels, np.int64)
    sizes = np.bincount(own)
    times = rng.multinomial(size, 1 / (len(sizes) * sizes[own]), size=draws)
    sums, lengths = times @ x, (x**2).sum(-1)
    # A draw of one vector only has no pair: its members are all the same.
    pairs = np.maximum(size**2 - (times**2).sum(-1), 1)
    same = (times**2) @ lengths
    return np.asarray(((sums**2).sum(-1) - same) / pairs)


def _to_the_others(vectors: ArrayLike, *, least: int) -> Array:
    x = np.asarray(vectors, np.float64)
    n = len(x)
    if n < least:
        raise NothingObservedError(
            what=f"how alike {n} pictures are was asked",
            why=f"it takes {least}",
            fix="ask for more images a prompt",
        )
    return np.asarray((x @ x.sum(0) - (x**2).sum(-1)) / (n - 1))
