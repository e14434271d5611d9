"""Neighbours among more pictures than can be compared while somebody waits: FAISS, and its recall.

Vectors are sorted into lists around centres that k-means finds, and a query looks into the lists
nearest to it. How many lists it takes is tried out on one random sample of pictures, and the recall
that is told is measured on another.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graycard.explore.neighbours._rows import best, blocks, check_row, exact_cosines, lengths_of
from graycard.explore.neighbours.nearest import Neighbours, Recall
from graycard.hub.packages import require_packages
from graycard.language import noted
from graycard.stats.clusters import clustered_share

_SEED: Final = 20230626
_TRIED: Final = 64
"""Pictures of each of the two samples."""
_K: Final = 64
_WANTED: Final = 0.98
"""Recall at which no more lists are looked into."""
_TO_LEARN: Final = 64
"""Vectors a list from which its centre is learned; FAISS warns below 39."""
_LEVEL: Final = 0.95


class ByLists:
    """Neighbours by cosine, looked for in inverted lists.

    The index holds the vectors once more in half precision; what it finds is compared exactly with
    the vectors themselves, so that a cosine is the same number as in an exact answer.

    Attributes:
        recall: Measured when the index was built.
        lists: How many there are.
        looked_into: How many of them a query takes.
    """

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        require_packages(
            ["faiss"], what=noted("neighbours among more than 100,000 pictures"), extra="large"
        )
        self._vectors = vectors
        self._lengths = lengths_of(vectors)
        self._there = np.isfinite(self._lengths) & (self._lengths > 0)
        self._usable = np.flatnonzero(self._there)
        self.lists = max(1, int(2 * np.sqrt(len(self._usable))))
        rng = np.random.default_rng(_SEED)
        self._index = self._built(rng)
        n = min(_TRIED, len(self._usable) // 2)
        tried = rng.choice(self._usable, 2 * n, replace=False)
        self.looked_into = self._enough_lists(tried[:n])
        self.recall = self._measured(tried[n:])

    def __sizeof__(self) -> int:
        """Return the bytes of the index beside the vectors, which FAISS holds outside Python."""
        width: int = self._vectors.shape[1]
        return (2 * width + 8) * len(self._usable) + 4 * width * self.lists

    def query(self, of: int, *, k: int = 64) -> Neighbours:
        """Return about the k nearest of a row.

        Raises:
            InputError: There is no such row, or it has no direction.
        """
        check_row(of, len(self._lengths), there=self._there, k=k)
        rows, values = self._found(of, min(k, len(self._usable) - 1))
        return Neighbours(
            of=of, rows=rows, values=values, among=len(self._usable) - 1, recall=self.recall
        )

    def _built(self, rng: np.random.Generator) -> Any:
        import faiss

        width = self._vectors.shape[1]
        index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(width), width, self.lists,
            faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT,
        )  # fmt: skip
        index.cp.spherical = True
        index.cp.seed = 1
        n = min(len(self._usable), _TO_LEARN * self.lists)
        index.train(self._units(np.sort(rng.choice(self._usable, n, replace=False))))
        for block in blocks(self._vectors):
            rows = np.arange(block.start, block.stop)[self._there[block]]
            if len(rows):
                index.add_with_ids(self._units(rows), rows)
        return index

    def _units(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        some = self._vectors[rows] / self._lengths[rows, None]
        return np.ascontiguousarray(some, np.float32)

    def _found(self, of: int, k: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Look for twice as many and the row itself, and sort them exactly."""
        self._index.nprobe = self.looked_into
        _, found = self._index.search(self._units(np.array([of])), 2 * k + 1)
        maybe = found[0][(found[0] >= 0) & (found[0] != of)]
        cosines = exact_cosines(self._vectors, maybe, of)
        return best(cosines, maybe, k=min(k, len(maybe)))

    def _enough_lists(self, tried: NDArray[np.int64]) -> int:
        """Return the power of two of lists with which enough is found, all of them at most."""
        truth = self._truly_nearest(tried)
        self.looked_into = 1
        while self.looked_into < self.lists and self._shares(tried, truth).mean() < _WANTED:
            self.looked_into = min(2 * self.looked_into, self.lists)
        return self.looked_into

    def _measured(self, tried: NDArray[np.int64]) -> Recall:
        hits = self._shares(tried, self._truly_nearest(tried)) * _K
        n = len(hits)
        low, high = clustered_share(
            hits.sum(), n * _K, squares=(hits**2).sum(), products=(hits * _K).sum(),
            total_squares=n * _K**2, clusters=n, level=_LEVEL,
        )  # fmt: skip
        return Recall(
            share=float(hits.mean() / _K), low=float(low), high=float(high),
            level=_LEVEL, n=n, k=_K,
        )  # fmt: skip

    def _shares(self, tried: NDArray[np.int64], truth: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return which share of the nearest is found, of each picture that is tried.

        Whatever is as near as the last of the truly nearest counts: of ties any may be found.
        """
        found = (self._found(int(of), _K)[1] for of in tried)
        return np.array([(one >= last).sum() / _K for one, last in zip(found, truth, strict=True)])

    def _truly_nearest(self, tried: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the cosine of the last of the truly nearest, of each picture that is tried."""
        targets = self._units(tried)
        near = np.full((_K, len(tried)), -np.inf, np.float32)
        for block in blocks(self._vectors):
            with np.errstate(divide="ignore", invalid="ignore"):
                cosines = (self._vectors[block] @ targets.T) / self._lengths[block, None]
            cosines[~self._there[block]] = -np.inf
            own = (tried >= block.start) & (tried < block.stop)
            cosines[tried[own] - block.start, np.flatnonzero(own)] = -np.inf
            near = -np.partition(-np.concatenate([near, cosines]), _K - 1, axis=0)[:_K]
        # The last place in single precision may be off by some 1e-6.
        lasts: NDArray[np.float64] = near.min(axis=0).astype(np.float64) - 1e-6
        return lasts
