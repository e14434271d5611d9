"""What clusters are about: words that their prompts have more often, and which models are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import hypergeom

from graycard.explore.clusters.asked import telling
from graycard.explore.clusters.ward import Labels
from graycard.stats.intervals import wilson
from graycard.stats.multiplicity import benjamini_hochberg

LEVEL: Final = 0.95
CALLED: Final = 0.05
"""Share of the words that are called which may be false."""
STYLE: Final = 0.95
"""Share of a cluster that is of one model, from which on it is a style of that model."""


@dataclass(frozen=True)
class Word:
    """How often the prompts of one cluster have one word.

    Attributes:
        word: Of the prompts.
        n: Pictures of the cluster whose prompts have it.
        size: Pictures of the cluster.
        share: `n / size`, with a Wilson interval from `low` to `high`.
        overall: Share of all identity pictures.
        lift: `share / overall`: how many times as often.
        p_adjusted: Of no more than by chance; hypergeometric, adjusted for all words of all
            clusters (Benjamini and Hochberg).
    """

    word: str
    n: int
    size: int
    share: float
    low: float
    high: float
    overall: float
    lift: float
    p_adjusted: float

    @property
    def called(self) -> bool:
        """Whether the cluster is said to be about it."""
        return self.p_adjusted < CALLED


@dataclass(frozen=True)
class ModelShare:
    """How many of a cluster's pictures are of one model.

    Attributes:
        model: Its identity.
        n: Pictures of it here.
        size: Pictures of the cluster.
        share: With a Wilson interval from `low` to `high`.
        overall: Share of all identity pictures.
        p_adjusted: As for a word, over all models and clusters.
        style: Whether the cluster is nearly all of this model and others made pictures, too: then
            it shows a style, and says nothing of whom prompts name.
    """

    model: str
    n: int
    size: int
    share: float
    low: float
    high: float
    overall: float
    p_adjusted: float
    style: bool


def words_of_clusters(
    labels: Labels, words: Sequence[frozenset[str]], k: int
) -> list[tuple[Word, ...]]:
    """Return the words of each cluster, those that are surest first.

    With `N` pictures, `W` of them with the word, `n` in the cluster, the number of both is
    hypergeometric if cluster and word have nothing to do with each other; p is the probability of
    at least as many.

    Args:
        labels: The cluster of each picture, 0 to k - 1, shape (N,).
        words: Of the prompt of each picture.
        k: Clusters.

    Returns:
        By cluster, all words that some prompts have and others lack, and that occur there.

    Example:
        >>> man, woman = frozenset({"man"}), frozenset({"woman"})
        >>> first, second = words_of_clusters(
        ...     np.repeat([0, 1], 5), [woman] * 5 + [man] * 5, 2
        ... )
        >>> first[0].word, first[0].lift, round(first[0].p_adjusted, 4), first[0].called
        ('woman', 2.0, 0.0079, True)
    """
    names = telling(words)
    has = np.array([[name in some for some in words] for name in names], bool)
    return [
        tuple(Word(names[at], *numbers) for at, numbers in rows)
        for rows in _counted(labels, has.reshape(len(names), len(labels)), k)
    ]


def models_of_clusters(
    labels: Labels, models: Sequence[str], k: int
) -> list[tuple[ModelShare, ...]]:
    """Return which models the pictures of each cluster are of, those that are surest first.

    Args:
        labels: The cluster of each picture, 0 to k - 1, shape (N,).
        models: That made each picture.
        k: Clusters.
    """
    names = sorted(set(models))
    has = np.array(models) == np.array(names)[:, None]
    found = []
    for rows in _counted(labels, has, k):
        shares = []
        for at, (n, size, share, low, high, overall, _, p) in rows:
            style = len(names) > 1 and share >= STYLE and p < CALLED
            shares.append(ModelShare(names[at], n, size, share, low, high, overall, p, style))
        found.append(tuple(shares))
    return found


_Numbers = tuple[int, int, float, float, float, float, float, float]


def _counted(
    labels: Labels, has: np.ndarray[tuple[int, int], np.dtype[np.bool_]], k: int
) -> list[list[tuple[int, _Numbers]]]:
    """Return by cluster which rows of `has` occur there, and their numbers, the surest first."""
    total, sizes = len(labels), np.bincount(labels, minlength=k)
    members = labels == np.arange(k)[:, None]
    counts = has.astype(np.int64) @ members.T.astype(np.int64)
    marked = has.sum(-1)
    p = np.asarray(hypergeom.sf(counts - 1, total, marked[:, None], sizes))
    adjusted = benjamini_hochberg(p.ravel()).reshape(p.shape) if p.size else p
    found: list[list[tuple[int, _Numbers]]] = []
    for cluster in range(k):
        size, rows = int(sizes[cluster]), np.flatnonzero(counts[:, cluster])
        lows, highs = wilson(counts[rows, cluster], np.full(len(rows), size), level=LEVEL)
        made = []
        for place, at in enumerate(rows):
            n, overall = int(counts[at, cluster]), float(marked[at] / total)
            numbers = (
                n, size, n / size, float(lows[place]), float(highs[place]), overall,
                n / size / overall, float(adjusted[at, cluster]),
            )  # fmt: skip
            made.append((int(at), numbers))
        found.append(sorted(made, key=lambda one: (one[1][7], -one[1][6], one[0])))
    return found
