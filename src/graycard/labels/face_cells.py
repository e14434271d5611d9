"""What was drawn where each face is asked about, by picture: faces of one picture hang together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from graycard.language import noted
from graycard.stats.intervals import Interval
from graycard.stats.weighted import weighted_shares
from graycard.stats.weighted_clusters import clustered_weighted_interval


@dataclass(frozen=True, kw_only=True, eq=False)
class FaceCells:
    """Pictures that were drawn, each with what is asked about in it.

    It stands where `Cells` does, for `share_of_faces`. As of readings there is no chance floor,
    since the effective number of draws depends on the category, and there are no worst-case bounds:
    nobody knows how many faces a request without a picture would have shown.

    Attributes:
        read: Faces with a category, by picture and category, shape (M, K).
        asked: Faces that are asked about, shape (M,).
        cells: Number of each picture's cell, shape (M,).
        weights: How many pictures each stands for, shape (M,).
    """

    measure: ClassVar[str] = "share_of_faces"

    read: NDArray[np.int64]
    asked: NDArray[np.int64]
    cells: NDArray[np.int64]
    weights: NDArray[np.float64]

    @property
    def is_even(self) -> bool:
        """Whether all pictures stand for equally many, so that they can be counted plainly."""
        return bool(np.ptp(self.weights) < 1e-9)

    @property
    def n(self) -> int:
        """Faces with a category."""
        return int(self.read.sum())

    @property
    def n_asked(self) -> int:
        """Faces that are asked about."""
        return int(self.asked.sum())

    @property
    def n_pictures(self) -> int:
        """Pictures that were drawn."""
        return len(self.asked)

    @property
    def n_telling(self) -> int:
        """Pictures of which a face has a category."""
        return int((self.read.sum(axis=-1) > 0).sum())

    @property
    def stands_for(self) -> float:
        """How many pictures of the run those that were drawn stand for."""
        return float(self.weights.sum())

    @property
    def shares(self) -> NDArray[np.float64]:
        """Shares of the categories among faces, shape (K,)."""
        return weighted_shares(self.read, self.weights)

    def interval(self, *, level: float) -> Interval:
        """Return the confidence interval of each share, with pictures as the draws."""
        # What stands for equally many was as good as drawn from all together.
        cells = np.zeros_like(self.cells) if self.is_even else self.cells
        return clustered_weighted_interval(self.read, cells, self.weights, level=level)

    def bounds(self, gone: int, *, level: float) -> None:  # noqa: ARG002  as `Cells.bounds`
        """Return that there are no worst-case bounds."""
        return

    def method(self, k: int) -> str:  # noqa: ARG002  as `Cells.method`
        """Return how the interval was computed."""
        if self.is_even:
            return noted("Wilson score interval, effective n by image")
        return noted(
            "Wilson score intervals of a weighted share and of its cells, effective n by image"
        )

    def floor(self, k: int) -> None:  # noqa: ARG002  as `Cells.floor`
        """Return that there is no chance floor."""
        return
