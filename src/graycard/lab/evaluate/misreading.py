"""What the verifier's own errors make of shares.

A model whose shares are exactly right does not look so to a judge that errs. How it errs is counted
on held-out renders that went through the autoencoder, which look most like what is generated and
whose truth is known. It is taken to err alike on generated pictures, in every profession.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from torch import nn

from graycard.lab.evaluate.chance import DRAWS, generator, often
from graycard.lab.evaluate.reading import labels
from graycard.lab.evaluate.views import VIEWS, View

Confusion = NDArray[np.int64]
"""Pictures by true group (rows) and the group that was read (columns), shape `(K, K)`."""

_STEEPEST: Final = 100.0
"""Condition number above which readings say too little of the truth to go back from them."""


def confusions(
    verifier: nn.Module, images: NDArray[np.uint8], truth: Sequence[Mapping[str, str]]
) -> dict[str, Confusion]:
    """Return how the verifier confuses the groups of each view.

    Args:
        verifier: Trained.
        images: Shape `(n, 64, 64, 3)`.
        truth: What is true of each image.

    Returns:
        By view. Views of which a group is not among the images are absent: nothing is known of
        how it is read.
    """
    read = labels(verifier, images)
    found = {}
    for name, view in VIEWS.items():
        true = np.array([one[view.attribute] for one in truth])
        table = confusion(view, true, read[view.attribute])
        if table.sum(axis=1).all():
            found[name] = table
    return found


def confusion(view: View, true: NDArray[np.str_], read: NDArray[np.str_]) -> Confusion:
    """Return how often each group was read as each.

    Example:
        >>> tie = VIEWS["tie"]
        >>> list(tie.groups)
        ['yes', 'no']
        >>> confusion(tie, np.array(["yes", "yes", "no"]), np.array(["yes", "no", "no"])).tolist()
        [[1, 1], [0, 1]]
    """
    return np.stack([view.count(read[np.isin(true, group)]) for group in view.groups.values()])


def judges(confusion: Confusion, *, stream: int, draws: int = DRAWS) -> NDArray[np.float64]:
    """Return judges that may have confused so, another for each simulated evaluation.

    Args:
        confusion: Of the judge, no row empty.
        stream: Other streams are independent of each other.
        draws: How many.

    Returns:
        Chance of each reading by true group, rows that sum to 1, shape `(draws, K, K)`: the
        observed shares, drawn again with as many pictures.

    Raises:
        ValueError: If a row is empty.
    """
    sizes = confusion.sum(axis=1)
    if not sizes.all():
        raise ValueError("a group without pictures: nothing is known of how it is read")
    shares = often(confusion / sizes[:, None], draws=draws)
    return np.asarray(generator(stream).multinomial(sizes, shares) / sizes[:, None])


def unmixed(read: NDArray[np.float64], confusion: Confusion) -> NDArray[np.float64] | None:
    """Return the true shares that a judge would read so, or None where that cannot be told.

    Args:
        read: Rows that sum to 1, shape `(..., K)`.
        confusion: Of the judge, no row empty.

    Returns:
        Shape `(..., K)`. What was read of a category is never taken for misreading altogether:
        a tenth of it is left, because the law knows no shares of 0.

    Example:
        >>> unmixed(np.array([0.5, 0.5]), np.array([[80, 20], [0, 100]])).tolist()
        [0.625, 0.375]
    """
    matrix = confusion / confusion.sum(axis=1, keepdims=True)
    if not np.linalg.cond(matrix) < _STEEPEST:
        return None
    true = np.maximum(read @ np.linalg.inv(matrix), 0.1 * read)
    return np.asarray(true / true.sum(axis=-1, keepdims=True))
