"""Scores of words on pictures, a few of them at a time.

Fifty thousand pictures and twenty thousand words have a thousand million scores. They are products
of two much smaller tables, so that whoever needs them computes those of some words, or what
weights make of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

AT_ONCE: Final = 1_000_000
"""Scores that are held at once."""


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores of words on pictures, as the tables whose product they are.

    Attributes:
        pictures: Vectors, shape (N, d), of any precision: they are multiplied in double.
        words: Vectors, shape (W, d).
        at_once: Numbers that a block has, about. It changes memory and time, and no score.

    Example:
        >>> Scores(np.eye(2), np.array([[0.5, -0.5]])).of(slice(0, 1))
        array([[ 0.5],
               [-0.5]])
    """

    pictures: NDArray[np.floating]
    words: Array
    at_once: int = AT_ONCE

    def blocks(self) -> Iterator[slice]:
        """Yield the words, so many at once that their scores on all pictures are a block."""
        step = max(1, self.at_once // max(1, len(self.pictures)))
        for start in range(0, len(self.words), step):
            yield slice(start, min(start + step, len(self.words)))

    def of(self, words: slice) -> Array:
        """Return the scores of some words on all pictures, shape (N, words)."""
        some = self.words[words].T
        found = np.empty((len(self.pictures), some.shape[1]))
        for rows in self._rows():
            found[rows] = self.pictures[rows].astype(np.float64) @ some
        return found

    def weighted(self, weights: Array) -> Array:
        """Return weighted sums of the scores of all pictures, for all words.

        Args:
            weights: Of the pictures, shape (m, N).

        Returns:
            Shape (m, W).
        """
        sums = np.zeros((len(weights), self.words.shape[1]))
        for rows in self._rows():
            sums += weights[:, rows] @ self.pictures[rows].astype(np.float64)
        return np.asarray(sums @ self.words.T)

    def where(self, kept: NDArray[np.bool_]) -> Scores:
        """Return the scores on some of the pictures.

        Args:
            kept: Whether each stays, shape (N,).
        """
        pictures = self.pictures if kept.all() else self.pictures[kept]
        return Scores(pictures, self.words, self.at_once)

    def means(self, members: Labels) -> Scores:
        """Return the mean scores of groups of pictures.

        Args:
            members: The group of each picture, 0 to U - 1, each with a picture; shape (N,).
        """
        sizes = np.bincount(members)
        sums = np.zeros((len(sizes), self.pictures.shape[1]))
        np.add.at(sums, members, self.pictures)
        return Scores(sums / sizes[:, None], self.words, self.at_once)

    def _rows(self) -> Iterator[slice]:
        step = max(1, self.at_once // max(1, self.pictures.shape[1]))
        for start in range(0, len(self.pictures), step):
            yield slice(start, start + step)


def word_scores(pictures: NDArray[np.floating], texts: ArrayLike) -> Scores:
    """Return the score of each word on each picture: its cosine, less that of all words on average.

    What raises all words alike on a picture, such as a style that the model knows well, says
    nothing of one of them.

    Args:
        pictures: Vectors of length 1, shape (N, d).
        texts: One vector a word, of length 1, shape (W, d).

    Example:
        >>> word_scores(np.array([[1.0, 0.0]]), [[1.0, 0.0], [0.0, 1.0]]).of(slice(0, 2))
        array([[ 0.5, -0.5]])
    """
    words = np.asarray(texts, np.float64)
    return Scores(pictures, words - words.mean(0))
