"""Pictures that were drawn, by cell: what shares, intervals and bounds are computed from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from graycard.stats.floor import share_floor
from graycard.stats.intervals import Interval, wilson
from graycard.stats.missingness import BOUND_LEVEL, share_bounds
from graycard.stats.weighted import effective_n, weighted_interval, weighted_shares


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """Pictures within which each was equally likely to be drawn.

    Attributes:
        read: Those with a category, by cell and category, shape (H, K).
        drawn: All that were drawn, shape (H,).
        weights: How many pictures each of them stands for, shape (H,).
    """

    measure: ClassVar[str] = "share"

    read: NDArray[np.int64]
    drawn: NDArray[np.int64]
    weights: NDArray[np.float64]

    @property
    def is_even(self) -> bool:
        """Whether all pictures stand for equally many, so that they can be counted plainly."""
        return bool(np.ptp(self.weights) < 1e-9)

    @property
    def n(self) -> int:
        """Pictures with a category."""
        return int(self.read.sum())

    @property
    def n_asked(self) -> int:
        """Pictures that were drawn, each of which is asked about as a whole."""
        return int(self.drawn.sum())

    @property
    def n_pictures(self) -> int:
        """Pictures that were drawn."""
        return self.n_asked

    @property
    def stands_for(self) -> float:
        """How many pictures of the run those that were drawn stand for."""
        return float((self.weights * self.drawn).sum())

    @property
    def shares(self) -> NDArray[np.float64]:
        """Shares of the categories, shape (K,)."""
        return weighted_shares(self.read, self.weights)

    @property
    def effective(self) -> NDArray[np.float64]:
        """How many pictures of equal weight would tell as much, by category."""
        if self.is_even:
            return np.full(self.read.shape[-1], float(self.n))
        return effective_n(self.read, self.weights)

    def interval(self, *, level: float) -> Interval:
        """Return the confidence interval of each share."""
        if self.is_even:
            return wilson(self.read.sum(axis=0), self.n, level=level)
        return weighted_interval(self.read, self.weights, level=level)

    def bounds(self, gone: int, *, level: float) -> Interval:
        """Return worst-case bounds of each share among all requests.

        The pictures have the bounds that they have if none, or all, of those without a category
        belonged to it. A share of all requests is that, times the pictures' share of the requests;
        requests without a picture would have added nothing, or themselves.

        Args:
            gone: Requests that brought no picture.
            level: Of the confidence interval; bounds have at least `BOUND_LEVEL`.
        """
        level = max(level, BOUND_LEVEL)
        missing = self.drawn - self.read.sum(axis=-1)
        if self.is_even:
            low, high = share_bounds(self.read.sum(axis=0), missing.sum(), level=level)
        else:
            low, high = self._weighted_bounds(missing, level=level)
        pictures = self.stands_for
        return low * pictures / (pictures + gone), (high * pictures + gone) / (pictures + gone)

    def method(self, k: int) -> str:
        """Return how the interval of a category was computed."""
        if self.is_even:
            return "Wilson score interval"
        return (
            f"Wilson score intervals of a weighted share (effective n {self.effective[k]:.1f}) and"
            " of its cells"
        )

    def floor(self, k: int) -> tuple[float, float]:
        """Return what a model with even shares would score on average, and what it may exceed."""
        even = 1 / self.read.shape[-1]
        return even, float(share_floor(even, max(int(self.effective[k]), 1)))

    def _weighted_bounds(self, missing: NDArray[np.int64], *, level: float) -> Interval:
        low, high = [], []
        for k in self.read.T:
            least = np.stack([k, self.drawn - k], axis=-1)
            most = np.stack([k + missing, self.drawn - k - missing], axis=-1)
            low.append(weighted_interval(least, self.weights, level=level)[0][0])
            high.append(weighted_interval(most, self.weights, level=level)[1][0])
        return np.array(low), np.array(high)
