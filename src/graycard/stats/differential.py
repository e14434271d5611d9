"""Whether two things differ in their association: with an interval and a p-value that hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from graycard.errors import NothingObservedError
from graycard.stats.association import NOTHING, Array, associations, effect_size

Labels = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sample:
    """Pictures of one kind, in units that were drawn independently: pictures, or prompts.

    Attributes:
        vectors: Of length 1, shape (n, d).
        units: The unit of each, 0 to U - 1, shape (n,).
    """

    vectors: Array
    units: Labels


class Concept(NamedTuple):
    """Pictures of one thing: as it is asked for, and with each of two attributes added."""

    neutral: Sample
    with_a: Sample
    with_b: Sample


class Differential(NamedTuple):
    """What `differential_association` finds.

    Attributes:
        value: The effect size.
        low: Lower end of its interval.
        high: Upper end.
        p: How probable a difference of associations as large is where there is none.
        by_chance: Effect sizes where there is none, shape (draws,).
    """

    value: float
    low: float
    high: float
    p: float
    by_chance: Array


def differential_association(
    x: Concept, y: Concept, *, level: float, draws: int, rng: np.random.Generator
) -> Differential:
    """Return the effect size of T2IAT with an interval and a p-value that hold.

    The pictures with attributes are samples as well: another draw of them moves the scores of all
    neutral pictures of a thing together. To shuffle the neutral pictures alone, as is published,
    takes such a shift for an association. Here units of all six samples are left out in turn (the
    jackknife), and the p-value shuffles what each unit contributes to the difference, between both
    things, within each of the three kinds; differences are divided by their standard error, so that
    things may scatter differently (a studentised permutation test).

    The interval is Student's, with Satterthwaite's degrees of freedom, for the difference of means
    in standard deviations within things, which is what the effect size is a function of.

    Args:
        x: The one thing; every sample of two units or more.
        y: The other.
        level: Of the interval.
        draws: Shuffles behind p-value and chance.
        rng: Source of chance.

    Raises:
        NothingObservedError: If a sample is empty, or the scores do not differ within things, with
            every unit or without one of them.

    Source:
        Chung and Romano, "Exact and asymptotically robust permutation tests", Annals of Statistics
        41 (2013); Efron and Stein, "The jackknife estimate of variance", ibid. 9 (1981).

    Example:
        >>> rng = np.random.default_rng(0)
        >>> def sample(*mean):
        ...     v = np.array(mean) + 0.1 * rng.normal(size=(9, 3))
        ...     return Sample(v / np.linalg.norm(v, axis=1, keepdims=True), np.arange(9))
        >>> x = Concept(sample(1, 0, 0.5), sample(1, 0, 1), sample(1, 1, 0))
        >>> y = Concept(sample(1, 0.5, 0), sample(1, 0, 1), sample(1, 1, 0))
        >>> found = differential_association(x, y, level=0.95, draws=199, rng=rng)
        >>> found.low > 0, found.p
        (True, 0.005)
    """
    here, there = _moments(x), _moments(y)
    value = effect_size(*(associations(*(one.vectors for one in each)) for each in (x, y)))
    whole = _standardised(here, there)
    left = [_standardised(one, there) for one in _left_out(x, here)]
    left += [_standardised(here, one) for one in _left_out(y, there)]
    variances = np.array([_jackknife(one.apart) for one in left])
    if not np.isfinite([whole.apart, *variances]).all():
        raise NothingObservedError(
            what="an association was asked of pictures that an embedder cannot tell apart",
            why="within each thing all, or all but one, are equally near to both attributes",
            fix="use another embedder",
        )
    error = float(np.sqrt(variances.sum()))
    freedom = variances.sum() ** 2 / (variances**2 / [len(one.apart) - 1 for one in left]).sum()
    half = float(stdtrit(freedom, (1 + level) / 2)) * error
    apart = float(whole.apart)
    difference = float(whole.difference)
    p, by_chance = _shuffled(difference, [one.difference for one in left], draws=draws, rng=rng)
    return Differential(
        value=value,
        low=min(_effect(apart - half, here, there), value),
        high=max(_effect(apart + half, here, there), value),
        p=p,
        by_chance=np.array([_effect(one / float(whole.within), here, there) for one in by_chance]),
    )


class _Moments(NamedTuple):
    """Number, sum and sum of squares of the scores of a thing's neutral pictures."""

    n: Array
    total: Array
    squares: Array


class _Standardised(NamedTuple):
    """Difference of two means, the deviation within, and the one divided by the other."""

    difference: Array
    within: Array
    apart: Array


def _moments(one: Concept) -> _Moments:
    scores = associations(*(sample.vectors for sample in one))
    return _Moments(np.array(float(len(scores))), scores.sum(), (scores**2).sum())


def _left_out(one: Concept, whole: _Moments) -> Iterator[_Moments]:
    """Yield, for each of the three samples, the moments without each of its units."""
    neutral, a, b = (sample.vectors for sample in one)
    towards = a.mean(0) - b.mean(0)
    scores, units = neutral @ towards, one.neutral.units
    yield _Moments(
        whole.n - np.bincount(units),
        whole.total - np.bincount(units, scores),
        whole.squares - np.bincount(units, scores**2),
    )
    for means, sign in ((_means_without(one.with_a), 1), (_means_without(one.with_b), -1)):
        other = b.mean(0) if sign > 0 else a.mean(0)
        found = sign * (neutral @ (means - other).T)
        yield _Moments(whole.n, found.sum(0), (found**2).sum(0))


def _means_without(sample: Sample) -> Array:
    """Return the mean vector without each unit, shape (U, d)."""
    sums = np.zeros((int(sample.units.max()) + 1, sample.vectors.shape[1]))
    np.add.at(sums, sample.units, sample.vectors)
    left = len(sample.vectors) - np.bincount(sample.units)
    return np.asarray((sample.vectors.sum(0) - sums) / left[:, None])


def _standardised(first: _Moments, second: _Moments) -> _Standardised:
    means = [one.total / one.n for one in (first, second)]
    inner = sum(
        one.squares - one.n * mean**2 for one, mean in zip((first, second), means, strict=True)
    )
    within = np.sqrt(np.maximum(inner, 0.0) / (first.n + second.n))
    difference = means[0] - means[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.where(within > NOTHING, difference / within, np.nan)
    return _Standardised(np.asarray(difference), np.asarray(within), np.asarray(apart))


def _jackknife(values: Array) -> float:
    n = len(values)
    return float((n - 1) / n * ((values - values.mean()) ** 2).sum())


def _effect(apart: float, first: _Moments, second: _Moments) -> float:
    """Return the effect size of two means that are so many deviations within apart."""
    share = float(first.n * second.n / (first.n + second.n) ** 2)
    return float(apart / np.sqrt(1 + share * apart**2))


def _shuffled(
    difference: float, left: list[Array], *, draws: int, rng: np.random.Generator
) -> tuple[float, Array]:
    """Return the p-value of a difference, and differences where there is none.

    Args:
        difference: Of both associations.
        left: The same without each unit: three samples of the one thing, then of the other.
        draws: Shuffles.
        rng: Source of chance.
    """
    # What a unit adds to the mean of its sample; centred, since there is no difference by chance.
    adds = [
        np.sqrt(len(one) / (len(one) - 1)) * (len(one) - 1) * (one.mean() - one) for one in left
    ]
    found, variance = np.zeros(draws), np.zeros(draws)
    for mine, others in zip(adds[:3], adds[3:], strict=True):
        # Contributions to y's association count against the difference: turned back, to mix.
        mixed = rng.permuted(np.tile(np.concatenate([mine, -others]), (draws, 1)), axis=1)
        for part, sign in ((mixed[:, : len(mine)], 1), (mixed[:, len(mine) :], -1)):
            found += sign * part.mean(1)
            variance += part.var(1, ddof=1) / part.shape[1]
    observed = sum(one.var(ddof=1) * (len(one) - 1) / len(one) ** 2 for one in adds)
    reached = np.abs(found) * np.sqrt(observed) >= abs(difference) * np.sqrt(variance) - NOTHING
    return float((1 + reached.sum()) / (1 + draws)), found
