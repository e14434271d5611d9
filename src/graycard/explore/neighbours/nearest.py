"""The pictures that are nearest to one: exactly, or approximately where there are very many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from graycard.errors import InputError
from graycard.explore.neighbours._rows import (
    Vectors,
    best,
    blocks,
    check_row,
    exact_cosines,
    lengths_of,
    row_of,
)

EXACT_UP_TO: Final = 100_000
"""Pictures among which all are compared; beyond, an index looks where it is likely to find."""

_NOISE: Final = 1e-4
"""By which a cosine in single precision may be off: what lies so near the last place is looked at
again in double precision. Measured errors are below 1e-5."""


@dataclass(frozen=True, kw_only=True)
class Recall:
    """How many of the truly nearest an approximate index finds.

    Attributes:
        share: Of the nearest, found; a mean over the pictures that were tried.
        low: Lower end of its interval.
        high: Upper end.
        level: Of the interval.
        n: Pictures that were tried, drawn at random; none of them served to set the index up.
        k: Neighbours that were asked for.
    """

    share: float
    low: float
    high: float
    level: float
    n: int
    k: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Neighbours:
    """The nearest of one picture, nearest first; ties stand in the order of rows.

    Attributes:
        of: The row whose neighbours they are; it is not among them.
        rows: Shape (k,), or fewer where there are no more.
        values: Shape (k,): cosines in [-1, 1], falling; or differences of values, rising.
        among: Pictures they were chosen from.
        recall: How far an approximate answer is to be trusted; None for an exact one.
    """

    of: int
    rows: NDArray[np.int64]
    values: NDArray[np.float64]
    among: int
    recall: Recall | None = None


class Nearest(Protocol):
    """Something that was built once and finds neighbours of any of its rows."""

    def query(self, of: int, *, k: int = 64) -> Neighbours:
        """Return the k nearest of a row."""
        ...


def neighbours(vectors: Vectors, *, of: int, k: int = 64) -> Neighbours:
    """Return the rows nearest to one: once, without keeping anything.

    Args:
        vectors: As `nearest_among` takes them.
        of: Row whose neighbours are asked for.
        k: How many.

    Raises:
        InputError: There is no such row, or it has no vector.
        EnvironmentFaultError: There are very many, and FAISS is not installed.

    Example:
        >>> found = neighbours(np.array([[1, 0], [0, 1], [1, 1]], np.float32), of=0, k=2)
        >>> found.rows, found.values.round(3)
        (array([2, 1]), array([0.707, 0.   ]))
    """
    return nearest_among(vectors).query(of, k=k)


def nearest_among(vectors: Vectors, *, exact: bool | None = None) -> Nearest:
    """Return what finds neighbours among these.

    Up to 100,000 vectors all are compared; beyond, FAISS's inverted lists answer approximately and
    say how much of the exact answer they find. Numbers and sparse vectors are always compared
    exactly: that takes no longer than an index would.

    Args:
        vectors: Shape (n,): numbers, near by their difference, NaN where there is none.
            Shape (n, d): float32, in memory or memory-mapped, or sparse (CSR): near by their
            cosine; a row of length 0, or with a number that is none, has no neighbours. They are
            kept, and not copied.
        exact: True compares all however many there are; None decides by their number.

    Raises:
        InputError: They are of another shape.
        EnvironmentFaultError: FAISS is needed and not installed.
    """
    if len(vectors.shape) == 1:
        return ByValue(np.asarray(vectors, np.float64))
    if len(vectors.shape) != 2:
        raise InputError(
            what=f"vectors of shape {vectors.shape} have no neighbours",
            why="a row a picture is needed",
            fix="give numbers of shape (n,) or vectors of shape (n, d)",
        )
    if exact or vectors.shape[0] <= EXACT_UP_TO or not isinstance(vectors, np.ndarray):
        return ByDirection(vectors)
    from graycard.explore.neighbours.of_many import ByLists

    return ByLists(vectors)


class ByValue:
    """Neighbours by the difference of one number, such as colourfulness.

    Example:
        >>> ByValue(np.array([3.0, np.nan, 5.0, 4.0])).query(0, k=1).rows
        array([3])
    """

    def __init__(self, values: NDArray[np.float64]) -> None:
        self._values = values
        self._among = int(np.isfinite(values).sum())

    def query(self, of: int, *, k: int = 64) -> Neighbours:
        """Return the k nearest of a row.

        Raises:
            InputError: There is no such row, or it has no number.
        """
        check_row(of, len(self._values), there=np.isfinite(self._values), k=k)
        apart = np.abs(self._values - self._values[of])
        apart[~np.isfinite(apart)] = np.inf
        apart[of] = np.inf
        rows, negative = best(-apart, np.arange(len(apart)), k=min(k, self._among - 1))
        return Neighbours(of=of, rows=rows, values=-negative, among=self._among - 1)


class ByDirection:
    """Neighbours by cosine, every row compared, in blocks.

    Example:
        >>> ByDirection(np.eye(3, dtype=np.float32)).query(1, k=2).rows
        array([0, 2])
    """

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors
        self._lengths = lengths_of(vectors)
        self._there = np.isfinite(self._lengths) & (self._lengths > 0)
        self._among = int(self._there.sum())

    def query(self, of: int, *, k: int = 64) -> Neighbours:
        """Return the k nearest of a row.

        Raises:
            InputError: There is no such row, or it has no direction.
        """
        check_row(of, len(self._lengths), there=self._there, k=k)
        k = min(k, self._among - 1)
        if k == 0:
            return Neighbours(of=of, rows=np.arange(0), values=np.zeros(0), among=0)
        target = row_of(self._vectors, of) / np.float32(self._lengths[of])
        rough = np.full(len(self._lengths), -np.inf, np.float32)
        with np.errstate(divide="ignore", invalid="ignore"):
            for block in blocks(self._vectors):
                rough[block] = self._vectors[block] @ target
            rough /= self._lengths
        rough[~self._there] = -np.inf
        rough[of] = -np.inf
        last = np.partition(rough, len(rough) - k)[len(rough) - k]
        maybe = np.flatnonzero(rough >= last - _NOISE)
        cosines = exact_cosines(self._vectors, maybe, of)
        rows, values = best(cosines, maybe, k=k)
        return Neighbours(of=of, rows=rows, values=values, among=self._among - 1)
