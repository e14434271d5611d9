"""Signed gap: how much further the model goes to the side on which the reference already is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.errors import NothingObservedError
from graycard.language import noted, noted_several
from graycard.measures._estimates import Estimated, nothing_read
from graycard.measures._info import MeasureInfo
from graycard.measures._over_strata import BONETT, Strata, of_strata, over_strata
from graycard.stats.linear import linear_floor, linear_interval
from graycard.stats.missingness import BOUND_LEVEL
from graycard.types import Reference

INFO = MeasureInfo(
    family="amplification",
    unit="share of the images read, mean over strata",
    bounds=(-1.0, 1.0),
    parity=0.0,
    needs=frozenset({"counts", "reference"}),
    formula="mean over strata of Σ (pᵢ − rᵢ) over categories with rᵢ > 1/K",
    words=(
        "By how much the categories that the reference itself has above even are more frequent in"
        " the model’s images than in the reference, averaged over strata: above 0 the model goes"
        " further than the reference, below 0 it is nearer to even. For two categories"
        " sign(r − ½) (p − r)."
    ),
)

SURE: Final = 1.96
"""Standard errors by which a share must differ from even for its side to be known."""

Array = NDArray[np.float64]


def signed_gap(counts: NDArray[np.integer], *, references: Array) -> Array:
    """Return the mean over strata of how much further the model is to the reference's own side.

    Of each stratum ``Σ (p_i - r_i)`` over the categories with ``r_i > 1/K``. If none is exactly
    even, that is ``½ Σ sign(r_i - 1/K) (p_i - r_i)`` over all.

    Args:
        counts: Images read by stratum and category, shape ``(..., S, K)``; leading axes are
            broadcast over.
        references: Shares of shape ``(S, K)``. Strata in which they are even have no side, and are
            left out.

    Returns:
        Of shape ``(...)`` in ``[-1, 1]``.

    Raises:
        NothingObservedError: If a stratum is empty, or the reference is even in all.

    Notes:
        Amplification in some strata and its opposite in others cancel. It is the mean amplification
        of the source, with a reference in place of the training set; but there, strata in which the
        reference is even count as 0.

    Source:
        Zhao, Wang, Yatskar, Ordonez and Chang, "Men also like shopping: reducing gender bias
        amplification using corpus-level constraints" (2017).

    Example:
        >>> references = np.array([[0.7, 0.3], [0.2, 0.8]])
        >>> signed_gap(np.array([[9, 1], [2, 8]]), references=references).round(3)
        np.float64(0.1)
    """
    totals = counts.sum(axis=-1, keepdims=True)
    if np.any(totals == 0):
        raise nothing_read("signed_gap")
    above = _above(references)
    sided = above.any(axis=-1)
    if not sided.any():
        raise NothingObservedError(
            what="a signed gap was asked beside even shares",
            why="they are on no side, so nothing can be further on it",
            fix="read the representation gap, or give a reference that differs from even",
        )
    further = ((counts / totals - references) * above).sum(axis=-1)
    return np.asarray(further[..., sided].mean(axis=-1))


def estimate(counts: Counts, *, references: Sequence[Reference], level: float = 0.95) -> Estimated:
    """Return the mean over the strata that the reference has shares of.

    The strata are fixed and weigh alike. Where the reference states standard errors they are in the
    interval, and strata in which it is nearer to even than `SURE` of them are left out: on which
    side it is, is not known. The floor is what a model whose true shares are the reference's would
    show.

    Args:
        counts: All marked, or all unmarked.
        references: Of one name, as for the representation gap.
        level: Of the interval.

    Returns:
        One estimate, of the stratum `*`. Nothing where fewer than two strata can be compared, such
        as beside even shares.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
        SpecError: If a reference is of another attribute or has other categories.
    """
    strata = over_strata(counts, references)
    if strata is None:
        return Estimated([], [])
    above, sure = _above(strata.shares), _sure(strata)
    used = strata.seen & sure
    if used.sum() < 2:
        return Estimated([], [])
    k = (strata.k * above).sum(axis=-1)
    r, e = (strata.shares * above).sum(axis=-1), _errors(strata, above)
    weights = np.full(int(used.sum()), 1 / used.sum())
    value = float(weights @ (k[used] / strata.n[used] - r[used]))
    variance = float((weights**2 * e[used] ** 2).sum())
    low, high = linear_interval(k[used], strata.n[used], weights, level=level, variance=variance)
    mean, most = linear_floor(r[used], strata.n[used], weights, variance=variance)
    one = strata.estimate(
        "signed_gap",
        value,
        _within_bounds(low - mean, high - mean),
        _bounds(strata, k, r, e, sure, level=max(level, BOUND_LEVEL)),
        floor=(0.0, most - mean),
        level=level,
        method=BONETT,
        used=used,
        asked=sure,
        said=_said(strata, used, sure),
        exact=False,
    )
    return Estimated([one], [])


def _bounds(
    strata: Strata, k: Array, r: Array, e: Array, sure: NDArray[np.bool_], *, level: float
) -> tuple[Array, Array]:
    """Return ends of the intervals of the extreme completions, over all strata, unread ones too."""
    n, missing = strata.requested[sure], (strata.requested - strata.n)[sure]
    weights = np.full(len(n), 1 / len(n))
    variance = float((weights**2 * e[sure] ** 2).sum())
    low, _ = linear_interval(k[sure], n, weights, level=level, variance=variance)
    _, high = linear_interval(k[sure] + missing, n, weights, level=level, variance=variance)
    mean = float(weights @ r[sure])
    return _within_bounds(low - mean, high - mean)


def _within_bounds(low: Array, high: Array) -> tuple[Array, Array]:
    """Return ends no further out than any true gap: those of a sum know nothing of its range."""
    return np.maximum(low, -1.0), np.minimum(high, 1.0)


def _above(shares: Array) -> NDArray[np.bool_]:
    return np.asarray(shares > 1 / shares.shape[-1] + 1e-9)


def _sure(strata: Strata) -> NDArray[np.bool_]:
    """Tell of which strata it is known which categories the reference has above even."""
    sided = _above(strata.shares).any(axis=-1)
    if strata.errors is None:
        return np.asarray(sided)
    near = np.abs(strata.shares - 1 / strata.shares.shape[-1]) < SURE * strata.errors
    return np.asarray(sided & ~near.any(axis=-1))


def _errors(strata: Strata, above: NDArray[np.bool_]) -> Array:
    """Return the most that the standard error of the sum above even can be, by stratum."""
    if strata.errors is None:
        return np.zeros(len(strata.shares))
    sums = [(strata.errors * side).sum(axis=-1) for side in (above, ~above)]
    return np.asarray(np.minimum(*sums))


def _said(strata: Strata, used: NDArray[np.bool_], sure: NDArray[np.bool_]) -> list[str]:
    said = [
        of_strata(int(used.sum())),
        noted(
            "Strata that go further than the reference and strata that stay nearer to even cancel."
        ),
    ]
    if not sure.all():
        said.append(
            noted_several(
                int((~sure).sum()),
                "{n} stratum in which the reference is even, as far as is known, has no side"
                " and is left out.",
                "{n} strata in which the reference is even, as far as is known, have no side"
                " and are left out.",
                n=int((~sure).sum()),
            )
        )
    if strata.errors is not None:
        said.append(noted("The interval holds the standard errors that the reference states."))
    return said
