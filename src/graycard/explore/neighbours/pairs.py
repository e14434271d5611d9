"""The pairs of pictures that are most alike of all: every pair compared, the best ones kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.errors import InputError, NothingObservedError
from graycard.explore.neighbours._rows import Vectors, exact_cosines, lengths_of
from graycard.explore.neighbours.nearest import EXACT_UP_TO
from graycard.language import noted

_TILE: Final = 2048
"""Rows of which all pairs are compared at a time: 16 MiB of float32."""
_DRAWN: Final = 10_000
"""Pairs that are drawn at random, to say how alike pairs are that nobody chose."""
_SEED: Final = 20230626
_DIGITS: Final = 4
"""Of cosines by which pairs are chosen: in single precision the next one is noise."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Pairs:
    """The most alike pairs, most alike first; ties stand in the order of rows.

    Attributes:
        one: Rows, shape (m,): the lower one of each pair.
        other: Shape (m,): the other one.
        cosines: Shape (m,), in double precision, falling. Which pairs are among them is decided by
            four digits: of those that agree in these, the ones of the first rows.
        among: Pairs that were compared.
        pictures: Of which these are pairs.
        usual: The median of cosines of pairs drawn at random among those that were compared.
        high: The cosine that one in a hundred of these exceeds.
        drawn: How many were drawn.
    """

    one: NDArray[np.int64]
    other: NDArray[np.int64]
    cosines: NDArray[np.float64]
    among: int
    pictures: int
    usual: float
    high: float
    drawn: int


def most_alike(
    vectors: Vectors,
    kinds: NDArray[np.int64] | None = None,
    *,
    k: int = 60,
    progress: Callable[[int, int], None] | None = None,
) -> Pairs:
    """Return the pairs of rows whose cosines are highest.

    All pairs are compared, in tiles: memory holds one tile beside the vectors, and the time grows
    with the square of their number.

    Args:
        vectors: Shape (n, d): float32, or sparse (CSR). A row of length 0, or with a number that is
            none, is of no pair.
        kinds: Shape (n,): pairs of one kind are not compared; None compares all.
        k: Pairs, at most.
        progress: Is told with how many of the rows all were compared.

    Raises:
        NothingObservedError: There is no such pair.
        InputError: There are more than 100,000 rows.

    Example:
        >>> found = most_alike(np.array([[1, 0], [0, 1], [1, 1], [2, 1]], np.float32), k=2)
        >>> found.one, found.other, found.cosines.round(3), found.among
        (array([2, 0]), array([3, 3]), array([0.949, 0.894]), 6)
    """
    n = vectors.shape[0]
    if n > EXACT_UP_TO:
        raise InputError(
            what=noted("all pairs of {n} pictures would take too long to compare", n=n),
            why=noted("each is compared with each, among {n} at most", n=EXACT_UP_TO),
            fix=noted("choose some of the pictures, such as one stratum"),
        )
    lengths = lengths_of(vectors)
    usable = np.flatnonzero(np.isfinite(lengths) & (lengths > 0))
    of = np.arange(n) if kinds is None else kinds
    among = _pairs_of(len(usable)) - (0 if kinds is None else _pairs_within(of[usable]))
    if among == 0:
        raise NothingObservedError(
            what=noted("no two pictures here can be compared so"),
            why=noted("{n} pictures with a vector make no such pair", n=len(usable))
            if len(usable) != 1
            else noted("a single picture is no pair"),
            fix=noted("choose other pictures, or other pairs"),
        )
    best = _Best(k)
    for rows, others, tile in _tiles(vectors, lengths, usable, progress):
        tile[rows[:, None] >= others] = -np.inf
        if kinds is not None:
            tile[of[rows][:, None] == of[others]] = -np.inf
        best.take(rows, others, tile.round(_DIGITS))
    one, other = best.pairs
    cosines = _exact(vectors, one, other)
    order = np.lexsort((other, one, -cosines))
    drawn = _drawn(vectors, lengths, usable, of)
    return Pairs(
        one=one[order], other=other[order], cosines=cosines[order], among=among,
        pictures=len(usable), usual=float(np.median(drawn)), high=float(np.quantile(drawn, 0.99)),
        drawn=len(drawn),
    )  # fmt: skip


class _Best:
    """The best pairs so far."""

    def __init__(self, k: int) -> None:
        self._k = k
        self._cosines = np.zeros(0, np.float32)
        self._rows = np.zeros((2, 0), np.int64)

    @property
    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return self._rows[0], self._rows[1]

    def take(
        self, rows: NDArray[np.int64], others: NDArray[np.int64], cosines: NDArray[np.float32]
    ) -> None:
        """Look for better pairs in a tile, of shape (rows, others)."""
        least = self._cosines[-1] if len(self._cosines) == self._k else -2.0
        places = np.flatnonzero(cosines >= least)
        values = cosines.ravel()[places]
        if len(places) > self._k:
            last = np.partition(values, len(values) - self._k)[len(values) - self._k]
            above, equal = values > last, np.flatnonzero(values == last)
            # Of equal ones the first: where thousands are one picture, there are millions.
            above[equal[: self._k - int(above.sum())]] = True
            places, values = places[above], values[above]
        at, beside = np.divmod(places, len(others))
        every = np.concatenate([self._cosines, values])
        found = np.concatenate([self._rows, [rows[at], others[beside]]], axis=1)
        order = np.lexsort((found[1], found[0], -every))[: self._k]
        self._cosines, self._rows = every[order], found[:, order]


def _tiles(
    vectors: Vectors,
    lengths: NDArray[np.float32],
    usable: NDArray[np.int64],
    progress: Callable[[int, int], None] | None,
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]]:
    """Yield rows, others that follow them or are the same, and the cosines of all with all."""
    starts = range(0, len(usable), _TILE)
    for start in starts:
        rows = usable[start : start + _TILE]
        units = _units(vectors, lengths, rows)
        for second in starts[start // _TILE :]:
            others = usable[second : second + _TILE]
            yield rows, others, units @ _units(vectors, lengths, others).T
        if progress is not None:
            progress(min(start + _TILE, len(usable)), len(usable))


def _units(
    vectors: Vectors, lengths: NDArray[np.float32], rows: NDArray[np.int64]
) -> NDArray[np.float32]:
    some = vectors[rows]
    dense = some.toarray() if hasattr(some, "toarray") else some
    return np.asarray(dense / lengths[rows, None], np.float32)


def _exact(
    vectors: Vectors, one: NDArray[np.int64], other: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the cosines of pairs in double precision."""
    pairs = zip(one.tolist(), other.tolist(), strict=True)
    every = [exact_cosines(vectors, np.array([second]), first)[0] for first, second in pairs]
    return np.array(every, np.float64)


def _drawn(
    vectors: Vectors,
    lengths: NDArray[np.float32],
    usable: NDArray[np.int64],
    kinds: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the cosines of pairs drawn at random, each that may be compared as likely."""
    rng = np.random.default_rng(_SEED)
    rows = usable[np.argsort(kinds[usable], kind="stable")]
    start, end = (np.searchsorted(kinds[rows], kinds[rows], side) for side in ("left", "right"))
    partners = len(rows) - (end - start)
    one = rng.choice(len(rows), _DRAWN, p=partners / partners.sum())
    other = rng.integers(partners[one])
    # Partners are those before and those behind the rows of the same kind.
    other[other >= start[one]] += (end - start)[one][other >= start[one]]
    found = np.empty(_DRAWN)
    for block in range(0, _DRAWN, _TILE):
        two = (rows[some[block : block + _TILE]] for some in (one, other))
        units, beside = (_units(vectors, lengths, some) for some in two)
        found[block : block + _TILE] = np.einsum("nd,nd->n", units, beside)
    return found


def _pairs_of(n: int) -> int:
    return n * (n - 1) // 2


def _pairs_within(kinds: NDArray[np.int64]) -> int:
    return sum(_pairs_of(int(n)) for n in np.unique(kinds, return_counts=True)[1])
