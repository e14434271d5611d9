"""`Rate`: a share that never stands alone."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.stats.intervals import wilson
from graycard.types import Noun, Share

LEVEL: Final = 0.95
"""Of every interval of the evaluation."""


class Rate(Noun):
    """A share with what it was counted from.

    Attributes:
        hits: Pictures that count.
        n: Pictures looked at.
        share: `hits / n`.
        low: Lower end of Wilson's 95 % interval.
        high: Its upper end.
    """

    hits: int
    n: int
    share: Share
    low: Share
    high: Share

    def __str__(self) -> str:
        return f"{self.share:.3f} [{self.low:.3f}, {self.high:.3f}] n={self.n}"


def rate(hits: int, n: int) -> Rate:
    """Return a share with Wilson's interval.

    Raises:
        NothingObservedError: If `n` is 0.

    Example:
        >>> print(rate(30, 100))
        0.300 [0.219, 0.396] n=100
    """
    low, high = wilson(hits, n, level=LEVEL)
    return Rate(hits=hits, n=n, share=hits / n, low=float(low), high=float(high))


def rate_of(right: NDArray[np.bool_]) -> Rate:
    """Return the share of true entries, whatever the shape.

    Example:
        >>> rate_of(np.array([True, False])).share
        0.5
    """
    return rate(int(right.sum()), right.size)
