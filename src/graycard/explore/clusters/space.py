"""Where pictures stand: in all that an embedder sees, or along what the words of prompts move.

An embedder sees clothes, backgrounds and styles as well as people, and often more of them. So by
default pictures are placed along the directions in which they move as the identity words of their
prompts change, and each direction weighs as much as it tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from graycard.errors import NothingObservedError
from graycard.explore.clusters.ward import Array, Labels
from graycard.language import noted
from graycard.stats.discriminant import Discriminant, fit_discriminant
from graycard.stats.shuffled import shuffled_nearest

Kind = Literal["prompts", "all"]


class NotToldApartError(NothingObservedError):
    """There is no space along `prompts`; whole vectors can be clustered all the same."""


_SHUFFLES: Final = 199
_LEVEL: Final = 0.05
_SEED: Final = 20230626


@dataclass(frozen=True, eq=False)
class Told:
    """How well identity prompts can be told apart by their pictures.

    Attributes:
        accuracy: Share of the pictures that are nearest to those of their own prompt, each as if
            it had not been there.
        floor: What shuffled prompts reach in at most 5 of 100 cases.
        p: How often shuffled prompts are told apart as well.
        prompts: That were compared.
        weights: Of each direction, from 0 to 1: what part of the scatter along it is what was
            asked.
    """

    accuracy: float
    floor: float
    p: float
    prompts: int
    weights: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Space:
    """A projection of vectors, and the identity pictures in it.

    Attributes:
        kind: `prompts` or `all`.
        points: Of the identity pictures, shape (n, r); along `prompts` each as if it had not been
            there when the directions were found.
        told: How well the prompts can be told apart; None for `all`.
    """

    kind: Kind
    points: Array
    told: Told | None = None
    _fitted: Discriminant | None = None
    _turned: Array | None = None

    def place(self, vectors: ArrayLike) -> Array:
        """Return where other pictures stand, shape (m, r).

        Args:
            vectors: Shape (m, d).
        """
        if self._fitted is None or self._turned is None:
            return np.asarray(vectors, np.float64)
        return _scores(self._fitted, self._fitted.distances(vectors)) @ self._turned


def whole_space(vectors: ArrayLike) -> Space:
    """Return the space of the vectors themselves: all that the embedder sees.

    Args:
        vectors: Of identity pictures, each of length 1, shape (n, d).
    """
    return Space("all", np.asarray(vectors, np.float64))


def prompt_space(
    vectors: ArrayLike,
    phrases: ArrayLike,
    *,
    others: ArrayLike | None = None,
    other_phrases: ArrayLike | None = None,
) -> Space:
    """Return the space along which pictures move as the words of their prompts change.

    The directions are those of linear discriminant analysis: the scatter within a phrase is round
    in them, and the means of phrases scatter most along the first. Along each a picture counts
    with ``v / (v + 1)``, ``v`` the variance of the means in units of the scatter within: that is
    the best guess of what was asked, given the picture. A picture that is placed has no say in
    where. Else it would be drawn to its own prompt by chance, the more so the more numbers a
    vector has: of words that mean nothing, all seemed to mean something (decision 13).

    Args:
        vectors: Of identity pictures, shape (n, d).
        phrases: What was asked for in each, 0 to P - 1, shape (n,).
        others: Further pictures that help to find the directions, such as those of professions
            with the same phrases, moved to where identity pictures stand; shape (m, d).
        other_phrases: What was asked for in each of these.

    Raises:
        NotToldApartError: If there are fewer than two phrases with two pictures, or phrases are
            not told apart better than shuffled ones.

    Source:
        Fisher (1936) and the leaving out: `graycard.stats.discriminant`; the weights are those of
        the random effects model: Searle, Casella and McCulloch, *Variance components* (1992).

    Example:
        >>> rng = np.random.default_rng(0)
        >>> asked = np.repeat([0, 1], 40)
        >>> seen = rng.normal(size=(80, 6))
        >>> seen[:, 0] += 6 * asked
        >>> space = prompt_space(seen, asked)
        >>> space.told.accuracy, space.told.p, space.points.shape
        (1.0, 0.005, (80, 1))
    """
    x, own = np.asarray(vectors, np.float64), np.asarray(phrases, np.int64)
    more = x[:0] if others is None else np.asarray(others, np.float64)
    theirs = own[:0] if other_phrases is None else np.asarray(other_phrases, np.int64)
    used = np.flatnonzero(np.bincount(own) >= 2)
    if len(used) < 2:
        raise NotToldApartError(
            what=noted("what the words of the prompts change cannot be told"),
            why=noted(
                "identity prompts with two pictures: {n} of {total}",
                n=len(used),
                total=len(np.unique(own)),
            ),
            fix=noted("ask for more images a prompt, or cluster whole vectors: --along all"),
        )
    kept, helping = np.isin(own, used), np.isin(theirs, used)
    asked = np.searchsorted(used, own[kept])
    fitted = fit_discriminant(
        np.concatenate([x[kept], more[helping]]),
        np.concatenate([asked, np.searchsorted(used, theirs[helping])]),
    )
    left_out = fitted.left_out()[: len(asked)]
    scores = np.empty((len(x), len(used)))
    scores[kept] = _scores(fitted, left_out)
    if not kept.all():
        scores[~kept] = _scores(fitted, fitted.distances(x[~kept]))
    turned = _directions(fitted)
    weights, scale = _weights(scores[kept] @ turned, asked)
    told = _tell(x[kept], asked, nearest=left_out.argmin(-1), weights=weights)
    if told.p >= _LEVEL:
        raise NotToldApartError(
            what=noted(
                "the pictures do not differ between the identity prompts more than by chance"
            ),
            why=noted(
                "{share} % are nearest to their own of {n} prompts, and shuffled prompts reach"
                " {floor} %",
                share=f"{100 * told.accuracy:.0f}",
                n=told.prompts,
                floor=f"{100 * told.floor:.0f}",
            ),
            fix=noted(
                "ask for more images a prompt, take another embedder, or cluster whole vectors:"
                " --along all"
            ),
        )
    turned = turned * scale
    return Space("prompts", scores @ turned, told, fitted, turned)


def _scores(fitted: Discriminant, distances: Array) -> Array:
    """Return products of vectors with the means of all phrases, less their average: (n, P).

    They are what distances say once the lengths are gone, however the directions were turned.
    """
    lengths = (fitted.means**2).sum(-1) - fitted.spread / fitted.sizes
    products = (lengths - distances) / 2
    return np.asarray(products - products.mean(-1, keepdims=True))


def _directions(fitted: Discriminant) -> Array:
    """Return what turns scores into coordinates along the discriminant directions, (P, r)."""
    means = fitted.means - fitted.means.mean(0)
    left, lengths, _ = np.linalg.svd(means, full_matrices=False)
    there = lengths > 1e-9 * lengths[0]
    return np.asarray(left[:, there] / lengths[there])


def _weights(points: Array, phrases: Labels) -> tuple[Array, Array]:
    """Return the weight of each direction, and what coordinates along it are multiplied by."""
    sizes = np.bincount(phrases)
    sums = np.zeros((len(sizes), points.shape[1]))
    np.add.at(sums, phrases, points)
    means = sums / sizes[:, None]
    within = ((points - means[phrases]) ** 2).sum(0) / max(1, len(points) - len(sizes))
    within = np.maximum(within, np.finfo(np.float64).tiny)
    told = np.maximum(means.var(0, ddof=1) / within - (1 / sizes).mean(), 0.0)
    weights = told / (told + 1)
    return weights, weights / np.sqrt(within)


def _tell(vectors: Array, phrases: Labels, *, nearest: Labels, weights: Array) -> Told:
    accuracy = float((nearest == phrases).mean())
    rng = np.random.default_rng(_SEED)
    found = [
        float((near == names).mean())
        for names, near in shuffled_nearest(vectors, phrases, shuffles=_SHUFFLES, rng=rng)
    ]
    chance = (1 + sum(one >= accuracy for one in found)) / (_SHUFFLES + 1)
    floor = float(np.quantile(found, 1 - _LEVEL, method="higher"))
    sizes = tuple(float(one) for one in weights)
    return Told(accuracy, floor, chance, len(np.unique(phrases)), sizes)
