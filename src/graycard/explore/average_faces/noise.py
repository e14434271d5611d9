"""What chance adds to the squared distance of two averages, in the observed and shuffled groups.

The average of a few unlike pictures lies far from that of many like ones, even if both kinds are
the same on average. Shuffled groups are both a mixture of the two kinds, and do not show that. So
squared distances are compared as multiples of what chance adds to them: a Welch statistic, whose
shuffles hold where groups scatter differently, too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graycard.explore.average_faces.shuffles import Unit, weights

Array = NDArray[np.float64]
Members = NDArray[np.bool_]


def noise(
    products: Array,
    second: Members,
    *,
    prompts: Sequence[str | None],
    blocks: NDArray[np.int64],
    unit: Unit,
) -> Array:
    """Return what chance adds to squared distances, estimated from how groups scatter.

    Of pictures ``x`` in a group of ``n`` with the mean ``m``, ``Σ |x - m|² / (n (n - 1))`` for each
    group, and over blocks their sum over the squared number of blocks. Where prompts are the draws,
    ``Σ |s - k m|² P / (P - 1) / n²`` with the sum ``s`` of the ``k`` pictures of each of ``P``
    prompts. Where a block has a single picture of a group, the differences of blocks are the draws.

    Args:
        products: Of each picture with each, shape (n, n).
        second: Which are of the second group, shape (groupings, n).
        prompts: Of each picture.
        blocks: Within which it is compared.
        unit: What is shuffled.

    Returns:
        Shape (groupings,).

    Source:
        Alekseyenko, "Multivariate Welch t-test on distances", Bioinformatics 32 (2016).

    Example:
        >>> x = np.array([0.0, 2, 5, 5])  # the mean of 0 and 2 has the variance 2 / 2
        >>> groups = np.array([[False, False, True, True]])
        >>> noise(np.outer(x, x), groups, prompts=[None] * 4, blocks=np.zeros(4, int),
        ...       unit="images")
        array([1.])
    """
    if unit == "prompts":
        return _of_prompts(products, second, prompts)
    names = np.unique(blocks)
    own = [np.flatnonzero(blocks == one) for one in names]
    sizes = [(int(second[0, rows].sum()), len(rows)) for rows in own]
    if min(min(n, both - n) for n, both in sizes) > 1:
        parts = [_within(products[np.ix_(rows, rows)], second[:, rows]) for rows in own]
        return np.asarray(np.sum(parts, axis=0) / len(names) ** 2)
    weight = weights(second, blocks)
    steps = [_squares(products[np.ix_(rows, rows)], weight[:, rows]) for rows in own]
    apart = np.sum(steps, axis=0) - _squares(products, weight) / len(names)
    return np.asarray(np.maximum(apart, 0.0) * len(names) / max(len(names) - 1, 1))


def _within(products: Array, second: Members) -> Array:
    """Return the variances of both means of pictures, summed over their numbers."""
    found = np.zeros(len(second))
    for of_group in (second.astype(np.float64), (~second).astype(np.float64)):
        n = of_group.sum(axis=-1)
        scatter = of_group @ np.diag(products) - _squares(products, of_group) / n
        found += np.maximum(scatter, 0.0) / (n * (n - 1))
    return found


def _of_prompts(products: Array, second: Members, prompts: Sequence[str | None]) -> Array:
    names, which = np.unique(np.array(prompts, dtype=str), return_inverse=True)
    member = (which == np.arange(len(names))[:, None]).astype(np.float64)
    sums, k = member @ products @ member.T, member.sum(axis=-1)
    first = np.array([np.flatnonzero(row)[0] for row in member])
    found = np.zeros(len(second))
    for side in (second, ~second):
        of_group = side[:, first].astype(np.float64)
        n, number = of_group @ k, of_group.sum(axis=-1)
        with_all = of_group @ sums
        square = (with_all * of_group).sum(axis=-1) / n**2
        crossed = (with_all * of_group) @ k / n
        scatter = of_group @ np.diag(sums) - 2 * crossed + (of_group @ k**2) * square
        found += np.maximum(scatter, 0.0) / n**2 * number / (number - 1)
    return found


def _squares(products: Array, rows: Array) -> Array:
    """Return the squared lengths of weighted sums of pictures."""
    return np.asarray(((rows @ products) * rows).sum(axis=-1))
