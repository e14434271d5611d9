"""Rows of vectors, dense, memory-mapped or sparse, handled alike and a block at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graycard.errors import InputError
from graycard.language import noted

Vectors = Any
"""float32 of shape (n, d), in memory or memory-mapped, or a sparse matrix of SciPy in CSR form."""

_BLOCK: Final = 1 << 23
"""Numbers that are taken into memory at a time: 32 MiB of float32."""

_DIGITS: Final = 9
"""To which cosines are rounded, so that equal vectors tie and their order is that of rows."""


def best(
    scores: NDArray[np.floating[Any]], rows: NDArray[np.int64], *, k: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the rows of the k highest scores and these, of equal ones those of the lowest row.

    Example:
        >>> best(np.array([0.5, 0.9, 0.5]), np.array([7, 8, 3]), k=2)
        (array([8, 3]), array([0.9, 0.5]))
    """
    if k == 0:
        return np.zeros(0, np.int64), np.zeros(0)
    last = np.partition(scores, len(scores) - k)[len(scores) - k]
    at_least = np.flatnonzero(scores >= last)
    order = np.lexsort((rows[at_least], -scores[at_least]))[:k]
    chosen = at_least[order]
    return rows[chosen], scores[chosen].astype(np.float64)


def exact_cosines(vectors: Vectors, rows: NDArray[np.int64], of: int) -> NDArray[np.float64]:
    """Return the cosines of some rows with one, in double precision, rounded to nine digits."""
    target = row_of(vectors, of).astype(np.float64)
    target /= np.sqrt((target**2).sum())
    found = np.empty(len(rows))
    step = max(1, _BLOCK // 4 // max(1, vectors.shape[1]))
    for start in range(0, len(rows), step):
        some = vectors[rows[start : start + step]].astype(np.float64)
        squares = some.multiply(some) if hasattr(some, "multiply") else some**2
        length = np.sqrt(np.asarray(squares.sum(axis=1)).ravel())
        found[start : start + step] = (some @ target) / length
    return found.round(_DIGITS).clip(-1, 1) + 0.0  # no -0


def lengths_of(vectors: Vectors) -> NDArray[np.float32]:
    """Return the length of each row, shape (n,)."""
    found = np.empty(vectors.shape[0], np.float32)
    for block in blocks(vectors):
        some = vectors[block]
        if hasattr(some, "multiply"):
            squares = np.asarray(some.multiply(some).sum(axis=1)).ravel()
        else:
            squares = np.einsum("ij,ij->i", some, some)
        found[block] = np.sqrt(squares)
    return found


def row_of(vectors: Vectors, row: int) -> NDArray[np.float32]:
    """Return one row as float32 of shape (d,)."""
    one = vectors[[row]]
    dense = one.toarray() if hasattr(one, "toarray") else one
    return np.asarray(dense, np.float32).ravel()


def blocks(vectors: Vectors) -> Iterator[slice]:
    """Yield slices over the rows, each of 32 MiB at most, were they dense."""
    n, width = vectors.shape
    step = max(1, _BLOCK // max(1, width))
    for start in range(0, n, step):
        yield slice(start, min(start + step, n))


def check_row(of: int, n: int, *, there: NDArray[np.bool_], k: int) -> None:
    """Raise unless neighbours of a row can be asked for.

    Raises:
        InputError: There is no such row, it has no vector, or k is no number of neighbours.
    """
    if k < 1:
        raise InputError(
            what=f"{k} neighbours cannot be asked for",
            why="one is the fewest that can be shown",
            fix="ask for 1 or more",
        )
    if not 0 <= of < n:
        raise InputError(
            what=f"there is no row {of}", why=f"there are {n}", fix=f"choose one from 0 to {n - 1}"
        )
    if not there[of]:
        raise InputError(
            what=noted("row {n} has no neighbours", n=of),
            why=noted("nothing was measured of it: it has no number, or a vector of length 0"),
            fix=noted("choose another picture, or another notion of near"),
        )
