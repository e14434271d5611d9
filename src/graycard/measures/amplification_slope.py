"""Amplification slope: how much further apart the strata are than in the reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.counts import ALL, Counts
from graycard.errors import NothingObservedError
from graycard.language import noted
from graycard.measures._estimates import Estimated, nothing_read
from graycard.measures._info import MeasureInfo
from graycard.measures._over_strata import BONETT, Strata, of_strata, over_strata
from graycard.stats.linear import linear_floor, linear_interval
from graycard.stats.missingness import BOUND_LEVEL
from graycard.types import Estimate, NotEstimated, Reference

INFO = MeasureInfo(
    family="amplification",
    unit="change of the model's share for each unit of the reference's",
    bounds=(-np.inf, np.inf),
    parity=1.0,
    needs=frozenset({"counts", "reference"}),
    formula="Σ (rₛ − r̄) pₛ / (Σ (rₛ − r̄)² − (1 − 1/S) Σ eₛ²), over S strata; e: errors of r",
    words=(
        "How far apart the strata are in the model’s images, where they are one unit apart in the"
        " reference: 1 is the same spread, 2 twice as much, 0 that the model knows no difference,"
        " below 0 that it turns them round. Unlike a correlation, which says that the order agrees."
    ),
)

MIN_STRATA: Final = 5
"""Fewer are better looked at one by one."""

MIN_SPREAD: Final = 0.05
"""Least standard deviation of the reference's shares over the strata: 5 points."""

MIN_RELIABILITY: Final = 0.9
"""Least part of the reference's spread that is not its own sampling error."""

Array = NDArray[np.float64]


def amplification_slope(
    counts: NDArray[np.integer], *, references: Array, errors: Array | None = None
) -> Array:
    """Return the slope of observed shares on reference shares over strata, by category.

    Least squares with an intercept; ``Σ (r_s - r̄) p_s / (Σ (r_s - r̄)² - (1 - 1/S) Σ e_s²)``. What
    is subtracted is by how much the reference's own errors spread its shares: without it, the slope
    would be nearer to 0 than it is.

    Args:
        counts: Images read by stratum and category, shape ``(..., S, K)``; leading axes are
            broadcast over.
        references: Shares of shape ``(S, K)``.
        errors: Their standard errors, shape ``(S, K)``.

    Returns:
        Slopes of shape ``(..., K)``; of two categories both are equal. Not a number where the
        reference does not differ between strata by more than its errors.

    Raises:
        NothingObservedError: If a stratum is empty, or there are fewer than two.

    Source:
        Galton's regression; the correction for errors of the variable regressed on: Fuller,
        *Measurement Error Models* (1987), section 1.2.

    Example:
        >>> counts = np.array([[1, 9], [5, 5], [9, 1]])
        >>> references = np.array([[0.3, 0.7], [0.5, 0.5], [0.7, 0.3]])
        >>> amplification_slope(counts, references=references).round(3)
        array([2., 2.])
    """
    totals = counts.sum(axis=-1, keepdims=True)
    if np.any(totals == 0):
        raise nothing_read("amplification_slope")
    if counts.shape[-2] < 2:
        raise NothingObservedError(
            what="a slope was asked of one stratum",
            why="it compares strata with each other",
            fix="ask for prompts of several strata",
        )
    weights = _weights(references, np.zeros_like(references) if errors is None else errors)
    return np.asarray((weights * counts / totals).sum(axis=-2))


def estimate(counts: Counts, *, references: Sequence[Reference], level: float = 0.95) -> Estimated:
    """Return the slope of each category, over the strata that the reference has shares of.

    The strata are fixed: the interval is that of a sum of independent shares, and says nothing of
    strata that were not asked for. Where the reference states standard errors, they are corrected
    for and are in the interval and the floor: where errors are a fiftieth of the spread (the
    variance over strata) it covers .95 to .98, where they are a twelfth .96 to 1.00, while one that
    takes the reference as exact covers down to .63 and .09 (`benchmarks`, 5 to 102 strata). The
    floor is what a model whose true shares are the reference's would show.

    Args:
        counts: All marked, or all unmarked.
        references: Of one name, as for the representation gap.
        level: Of the intervals.

    Returns:
        One estimate a category, of the stratum `*`; of two categories, whose slopes are one and the
        same, of the first. Nothing where the reference is the same for all strata, or where one
        stratum stands alone; a record where there are fewer than `MIN_STRATA`, and one that names
        the categories of which the reference's shares spread by less than `MIN_SPREAD`, or of which
        less than `MIN_RELIABILITY` of the spread is more than its own error.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
        SpecError: If a reference is of another attribute or has other categories.
    """
    strata = over_strata(counts, references)
    if strata is None or strata.constant:
        return Estimated([], [])
    if np.count_nonzero(strata.seen) < MIN_STRATA:
        return _refused(strata, _too_few(int(strata.seen.sum())))
    names = strata.counts.attribute.categories
    known = [_is_known(strata, i) for i in range(len(names))]
    done = Estimated([], [])
    for i in [0] if len(names) == 2 else range(len(names)):
        if known[i]:
            done.estimates.append(_estimate(strata, i, level=level))
    vague = [name for name, there in zip(names, known, strict=True) if not there]
    if vague:
        done.not_estimated.extend(_refused(strata, _too_alike(vague)).not_estimated)
    return done


def _estimate(strata: Strata, i: int, *, level: float) -> Estimate:
    seen = strata.seen
    k, n, r = strata.k[seen, i], strata.n[seen], strata.shares[seen, i]
    e = np.zeros_like(r) if strata.errors is None else strata.errors[seen, i]
    weights, apart = _weights(r, e), r - r.mean()
    value = float(weights @ (k / n))
    below = float(apart @ apart - (1 - 1 / len(r)) * (e @ e))
    from_errors = (k / n - (k / n).mean() - 2 * value * apart) * e / below
    interval = linear_interval(k, n, weights, level=level, variance=(from_errors**2).sum())
    _, high = linear_floor(r, n, weights, variance=float(((apart * e / below) ** 2).sum()))
    number = int(seen.sum())
    said = [of_strata(number)]
    if e.any():
        said.append(
            noted(
                "The standard errors that the reference states are corrected for, and the interval"
                " holds them; they are taken as right and as independent."
            )
        )
    return strata.estimate(
        "amplification_slope",
        value,
        interval,
        _bounds(strata, i, value, level=max(level, BOUND_LEVEL)),
        floor=(1.0, 1.0 + high - float(weights @ r)),
        level=level,
        method=BONETT,
        used=seen,
        said=said,
        category=strata.counts.attribute.categories[i],
        corrected_for=("standard errors of the reference",) if e.any() else (),
        exact=False,
    )


def _bounds(strata: Strata, i: int, value: float, *, level: float) -> tuple[Array, Array]:
    """Return ends of the intervals of the extreme completions, over all strata, unread ones too."""
    k, n, r = strata.k[:, i], strata.requested, strata.shares[:, i]
    e = np.zeros_like(r) if strata.errors is None else strata.errors[:, i]
    weights, apart = _weights(r, e), r - r.mean()
    below = float(apart @ apart - (1 - 1 / len(r)) * (e @ e))
    ends = []
    for up in (False, True):
        complete = np.where((weights > 0) == up, k + n - strata.n, k)
        from_errors = (complete / n - (complete / n).mean() - 2 * value * apart) * e / below
        ends.append(
            linear_interval(complete, n, weights, level=level, variance=(from_errors**2).sum())
        )
    return ends[0][0], ends[1][1]


def _weights(references: Array, errors: Array) -> Array:
    """Return what each stratum's share is multiplied by; strata are the first axis."""
    apart = references - references.mean(axis=0)
    below = (apart**2).sum(axis=0) - (1 - 1 / len(references)) * (errors**2).sum(axis=0)
    return np.asarray(np.divide(apart, below, out=np.full_like(apart, np.nan), where=below > 1e-12))


def _is_known(strata: Strata, i: int) -> bool:
    """Tell whether the reference's shares of a category differ enough between the strata."""
    r = strata.shares[strata.seen, i]
    e = np.zeros_like(r) if strata.errors is None else strata.errors[strata.seen, i]
    spread = float(r.var(ddof=1))
    if spread < MIN_SPREAD**2:
        return False
    return 1 - float((e**2).mean()) / spread >= MIN_RELIABILITY


def _refused(strata: Strata, reason: str) -> Estimated:
    record = NotEstimated(
        measure="amplification_slope",
        attribute=strata.counts.attribute.name,
        stratum=ALL,
        reference=strata.references[0].name,
        requested=int(strata.requested.sum()),
        reason=reason,
    )
    return Estimated([], [record])


def _too_few(number: int) -> str:
    return noted(
        "a slope is over {least} strata or more, of which something was read; here are {n}",
        least=MIN_STRATA,
        n=number,
    )


def _too_alike(categories: Sequence[str]) -> str:
    return noted(
        "the reference's shares hardly differ between these strata (their standard deviation is"
        " under {points} points, or mostly their own errors): nothing there could be amplified of"
        " {names}",
        points=f"{100 * MIN_SPREAD:.0f}",
        names=", ".join(categories),
    )
