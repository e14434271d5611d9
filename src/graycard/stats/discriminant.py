"""Which of several sets a vector is nearest to: linear discriminant analysis with shrinkage.

Similarity to the mean of a set is unfair where sets differ in how alike their members are: a set
whose pictures are all alike, or whose mean is badly known, draws vectors to itself (a hub). Here
distances are Mahalanobis distances under the scatter within sets, with what the error of each mean
adds to them taken off, so that sets of unequal sizes compete evenly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from graycard.errors import NothingObservedError
from graycard.stats._scatter import (
    Array,
    Labels,
    left_out,
    set_means,
    shrinkage,
    squared_distances,
)


@dataclass(frozen=True, eq=False)
class Discriminant:
    """Sets of vectors, in coordinates in which the scatter within sets is round.

    Attributes:
        labels: The set of each vector, shape (N,).
        sizes: Vectors a set, shape (P,).
        vectors: Whitened, shape (N, r).
        means: Of the sets, whitened, shape (P, r).
        centre: What is taken off a vector before it is whitened, shape (d,).
        whitening: Shape (d, r).
        outside: What a squared length outside the span of the vectors is worth.
        weight: Of one vector's scatter in the covariance.
        spread: Mean squared distance of a vector from the true mean of its set.
    """

    labels: Labels
    sizes: Labels
    vectors: Array
    means: Array
    centre: Array
    whitening: Array
    outside: float
    weight: float
    spread: float

    def distances(self, vectors: ArrayLike) -> Array:
        """Return squared distances of new vectors from the true means, as estimated.

        Args:
            vectors: Shape (n, d).

        Returns:
            Shape (n, P); small ones may be negative, since an estimated error is taken off.
        """
        placed, beyond = self._placed(vectors)
        return squared_distances(placed, self.means) + beyond[:, None] - self.spread / self.sizes

    def left_out(self) -> Array:
        """Return the same of the sets' own vectors, each as if it had not been there.

        Neither the mean of its set nor the covariance knows a vector that is judged: both are
        updated exactly, so that nothing is fitted again.

        Returns:
            Shape (N, P).
        """
        return self._left_out()[0]

    def redrawn(self, vectors: ArrayLike, *, draws: int, rng: np.random.Generator) -> Labels:
        """Return the nearest set of each vector, had the sets been other samples of their kind.

        Every set's mean is drawn anew by the bootstrap, with the factor ``sqrt(n / (n - 1))`` that
        makes the variance of a redrawn mean unbiased; the covariance stays.

        Args:
            vectors: Shape (n, d).
            draws: How often.
            rng: Source of chance.

        Returns:
            Shape (draws, n).
        """
        placed, _ = self._placed(vectors)
        wider = np.sqrt(self.sizes / (self.sizes - 1))
        moved = np.empty((draws, *self.means.shape))
        for one, size in enumerate(self.sizes):
            times = rng.multinomial(size, np.full(size, 1 / size), size=draws) / size
            drawn = times @ self.vectors[self.labels == one]
            moved[:, one] = self.means[one] + wider[one] * (drawn - self.means[one])
        found = np.empty((draws, len(placed)), dtype=np.int64)
        for draw, means in enumerate(moved):
            found[draw] = (squared_distances(placed, means) - self.spread / self.sizes).argmin(-1)
        return found

    def _placed(self, vectors: ArrayLike) -> tuple[Array, Array]:
        """Return vectors whitened, and the squared length that the whitening does not see."""
        shifted = np.asarray(vectors, np.float64) - self.centre
        placed = shifted @ self.whitening
        if not self.outside:
            return placed, np.zeros(len(shifted))
        basis, _ = np.linalg.qr(self.whitening)
        beyond = (shifted**2).sum(-1) - ((shifted @ basis) ** 2).sum(-1)
        return placed, self.outside * np.clip(beyond, 0, None)

    def _left_out(self) -> tuple[Array, float]:
        return left_out(
            (self.vectors**2).sum(-1),
            self.vectors @ self.means.T,
            self.means @ self.means.T,
            labels=self.labels,
            sizes=self.sizes,
            weight=self.weight,
        )


def fit_discriminant(vectors: ArrayLike, labels: ArrayLike) -> Discriminant:
    """Fit sets of vectors, all of the same weight.

    The covariance is the pooled scatter within sets, shrunk towards a round one of the same trace
    with the intensity of Chen, Wiesel, Eldar and Hero (OAS), which needs no more vectors than
    dimensions.

    Args:
        vectors: Shape (N, d).
        labels: The set of each, 0 to P - 1, shape (N,); every set at least two vectors.

    Raises:
        NothingObservedError: If there are fewer than two sets, or one has fewer than two vectors:
            nothing says how far its vectors scatter.

    Source:
        Fisher, "The use of multiple measurements in taxonomic problems", Annals of Eugenics 7
        (1936); Chen, Wiesel, Eldar and Hero, "Shrinkage algorithms for MMSE covariance
        estimation", IEEE Transactions on Signal Processing 58 (2010), equation 23.

    Example:
        >>> sets = fit_discriminant([[0, 1], [0, -1], [4, 1], [4, -1]], [0, 0, 1, 1])
        >>> sets.distances([[0.5, 3], [3.5, 3]]).argmin(-1)
        array([0, 1])
    """
    x, own = np.asarray(vectors, np.float64), np.asarray(labels, np.int64)
    sizes = np.bincount(own)
    if len(sizes) < 2 or sizes.min() < 2:
        raise NothingObservedError(
            what="sets were to be told apart that are not there",
            why="it takes two sets, each with two vectors",
            fix="ask for more images a prompt",
        )
    count, width = x.shape
    centre = x.mean(0)
    x = x - centre
    basis = np.linalg.qr(x.T)[0] if count <= width else None
    x = x if basis is None else x @ basis
    means = set_means(x, own, sizes)
    rotation, weight, round_part = _whitening(x - means[own], count - len(sizes), width)
    found = Discriminant(
        labels=own,
        sizes=sizes,
        vectors=x @ rotation,
        means=means @ rotation,
        centre=centre,
        whitening=rotation if basis is None else basis @ rotation,
        outside=0.0 if basis is None else 1 / round_part,
        weight=weight,
        spread=0.0,
    )
    return replace(found, spread=found._left_out()[1])


def _whitening(residuals: Array, freedom: int, width: int) -> tuple[Array, float, float]:
    """Return what makes the shrunken covariance round, the weight of one scatter, and its floor."""
    scatter = residuals.T @ residuals
    trace, squares = float(np.trace(scatter)) / freedom, float((scatter**2).sum()) / freedom**2
    weight, round_part = shrinkage(trace, squares, freedom=freedom, width=width)
    shrunken = weight * scatter + round_part * np.eye(len(scatter))
    return np.linalg.inv(np.linalg.cholesky(shrunken)).T, weight, round_part
