"""Jensen-Shannon divergence: how well an image's reading tells the model from a reference."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import rel_entr

from graycard.counts import Counts
from graycard.measures._beside import beside
from graycard.measures._estimates import Estimated, nothing_read
from graycard.measures._functional import FromShares, of_stratum
from graycard.measures._info import MeasureInfo
from graycard.stats.functional import Estimator, Functional
from graycard.types import Reference

INFO = MeasureInfo(
    family="representation",
    unit="bits",
    bounds=(0.0, 1.0),
    parity=0.0,
    needs=frozenset({"counts", "reference"}),
    formula="½ Σ pᵢ log₂(pᵢ / mᵢ) + ½ Σ rᵢ log₂(rᵢ / mᵢ), m = (p + r) / 2",
    words=(
        "How much one image's reading says of whether it came from the model (shares p) or from the"
        " reference (shares r): 0 if nothing, 1 if they have no category in common."
    ),
)


def jensen_shannon(
    counts: NDArray[np.int64], *, reference: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the Jensen-Shannon divergence, in bits, between observed and reference shares.

    Args:
        counts: Images read by category, shape ``(..., K)``. Leading axes are broadcast over.
        reference: Shares of shape ``(K,)`` or ``(..., K)`` that sum to 1, zeros included.

    Returns:
        Divergences of shape ``(...)`` in ``[0, 1]``. Its square root is a metric.

    Raises:
        NothingObservedError: If a row of counts is empty.

    Notes:
        Biased upward in small samples, by about ``(K - 1) / (8 n ln 2)``: read it beside the floor.

    Source:
        Lin, "Divergence measures based on the Shannon entropy", IEEE Transactions on Information
        Theory 37 (1991).

    Example:
        >>> jensen_shannon(np.array([4, 0]), reference=np.array([0.5, 0.5])).round(4)
        np.float64(0.3113)
    """
    totals = counts.sum(axis=-1, keepdims=True)
    if np.any(totals == 0):
        raise nothing_read("jensen_shannon")
    return _divergence(counts / totals, reference)


def estimate(counts: Counts, *, references: Sequence[Reference], level: float = 0.95) -> Estimated:
    """Return the divergence of each stratum, and of all strata together, from one reference.

    Args:
        counts: All marked, or all unmarked.
        references: Of one name, as for the representation gap.
        level: Of the intervals.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
        SpecError: If a reference is of another attribute or has other categories.
    """
    found = beside(counts, references)
    done = Estimated([], found.refused("jensen_shannon"))
    for row in found.rows:
        shares = found.shares[found.pooled.strata[row]]
        from_counts, from_shares = _from(tuple(shares.tolist()))
        number = FromShares(
            name="jensen_shannon",
            estimator=from_counts,
            functional=from_shares,
            reference=found.name,
        )
        done.estimates.append(
            of_stratum(
                found.counts, found.pooled, row, number, shares, said=found.said(row), level=level
            )
        )
    return done


@lru_cache(maxsize=256)
def _from(reference: tuple[float, ...]) -> tuple[Estimator, Functional]:
    """Return the divergence of counts, and of shares, from these; the same functions again."""
    shares = np.array(reference)
    return partial(_of_counts, reference=shares), partial(_divergence, reference=shares)


def _of_counts(counts: NDArray[np.float64], reference: NDArray[np.float64]) -> NDArray[np.float64]:
    return _divergence(counts / counts.sum(axis=-1, keepdims=True), reference)


def _divergence(p: NDArray[np.float64], reference: NDArray[np.float64]) -> NDArray[np.float64]:
    middle = (p + reference) / 2
    both = rel_entr(p, middle).sum(axis=-1) + rel_entr(reference, middle).sum(axis=-1)
    bits: NDArray[np.float64] = np.clip(both / (2 * np.log(2)), 0.0, 1.0)
    return bits
