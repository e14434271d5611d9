"""Whether the same clusters would come again: without a fifth of the pictures, or a model's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import comb

from graycard.explore.clusters.settled import settled
from graycard.explore.clusters.ward import Array, Labels, ward_tree

PART: Final = 0.8
_SEED: Final = 20230626


@dataclass(frozen=True)
class Stability:
    """How alike clusters are when some of the pictures are left out.

    All are adjusted Rand indices: 1 if the same pictures fall together, 0 if no more of them do
    than by chance.

    Attributes:
        mean: Over samples of four in five pictures.
        low: The least of them.
        high: The greatest.
        samples: How many were drawn.
        without_model: By model, of the pictures of all others; empty with one model.
    """

    mean: float
    low: float
    high: float
    samples: int
    without_model: dict[str, float]


def adjusted_rand(first: ArrayLike, second: ArrayLike) -> float:
    """Return how alike two ways to part the same things are, less what chance would bring.

    Args:
        first: Which part each thing is in, whole numbers of shape (n,).
        second: The same of another way.

    Returns:
        1 if they are the same, 0 on average if they have nothing to do with each other.

    Source:
        Hubert and Arabie, "Comparing partitions", Journal of Classification 2 (1985).

    Example:
        >>> adjusted_rand([0, 0, 1, 1], [1, 1, 0, 0])
        1.0
        >>> round(adjusted_rand([0, 0, 1, 1], [0, 1, 0, 1]), 6)
        -0.5
    """
    ones, names = (np.unique(np.asarray(part), return_inverse=True)[1] for part in (first, second))
    table = np.zeros((int(ones.max()) + 1, int(names.max()) + 1))
    np.add.at(table, (ones, names), 1)
    together, by_one, by_other = (
        float(comb(counts, 2).sum()) for counts in (table, table.sum(1), table.sum(0))
    )
    chance = by_one * by_other / float(comb(len(ones), 2))
    most = (by_one + by_other) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)


def stability(
    points: Array, labels: Labels, k: int, *, models: Sequence[str], samples: int = 10
) -> Stability:
    """Return how alike the clusters are when the tree is built without some of the pictures.

    Args:
        points: Shape (n, d).
        labels: The cluster of each, of all pictures.
        k: Clusters.
        models: That made each picture.
        samples: Of four in five pictures; drawn with a fixed seed.
    """
    rng = np.random.default_rng(_SEED)
    size = max(k, round(PART * len(points)))
    found = []
    for _ in range(samples):
        rows = np.sort(rng.choice(len(points), size, replace=False))
        found.append(_again(points, labels, k, rows))
    made = np.array(models)
    without = {}
    for model in dict.fromkeys(models):
        rows = np.flatnonzero(made != model)
        if len(rows) >= max(k, 2):
            without[model] = _again(points, labels, k, rows)
    return Stability(float(np.mean(found)), min(found), max(found), samples, without)


def _again(points: Array, labels: Labels, k: int, rows: Labels) -> float:
    some = points[rows]
    return adjusted_rand(settled(some, ward_tree(some), k), labels[rows])
