"""Running sums of aligned faces: as large for a million faces as for two."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graycard.explore.average_faces.light import FULL
from graycard.explore.average_faces.warp import Aligned

Array = NDArray[np.float64]


class Sums:
    """Number, sum and sum of squares of every pixel, in whole numbers.

    Whole numbers add up to the same in any order, so the average does not depend on the order of
    the pictures, not even in its last digit.

    Args:
        side: Of the square in pixels.

    Attributes:
        covered: How many faces' pictures reach each pixel, int64, shape (side, side).
    """

    def __init__(self, side: int) -> None:
        self.covered = np.zeros((side, side), np.int64)
        self._sum, self._squares = np.zeros((2, side, side, 3), np.int64)

    def add(self, face: Aligned) -> None:
        """Count a face, where its picture reaches."""
        light = np.where(face.covered[..., None], face.light, 0).astype(np.int64)
        self.covered += face.covered
        self._sum += light
        self._squares += light * light

    def mean(self, *, least: int) -> Array:
        """Return the mean linear light, in [0, 1]; shape (side, side, 3).

        Args:
            least: Faces, 1 or more, that must reach a pixel; it is NaN where fewer do.
        """
        n = np.where(self.covered >= least, self.covered, np.nan)[..., None]
        return np.asarray(self._sum / n / FULL)

    def spread(self, *, least: int) -> Array:
        """Return the standard deviation of linear light, with n - 1; shape (side, side, 3).

        Args:
            least: Faces, 2 or more, that must reach a pixel; it is NaN where fewer do.
        """
        n = np.where(self.covered >= least, self.covered, 0)[..., None]
        # Python's whole numbers: n times the squares may not fit into 64 bits, and the difference
        # of two large numbers would lose all of its digits in floating point.
        many = n.astype(object)
        scatter = (many * self._squares - self._sum.astype(object) ** 2).astype(np.float64)
        pairs = np.where(n > 0, n * (n - 1.0), np.nan)
        return np.asarray(np.sqrt(scatter / pairs) / FULL)
