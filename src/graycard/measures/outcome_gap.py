"""Outcome gap: whom a model refuses, filters or fails more often than others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.measures._estimates import Estimated
from graycard.measures._info import MeasureInfo
from graycard.measures._rate_gaps import Factors, rate_gaps
from graycard.measures.outcome_rate import outcome_rate
from graycard.types import OUTCOMES

INFO = MeasureInfo(
    family="outcomes",
    unit="difference of shares of the images requested",
    bounds=(-1.0, 1.0),
    parity=0.0,
    needs=frozenset({"outcomes", "factors"}),
    formula="k / requested − k′ / requested′, ′: all other strata, or all other groups",
    words=(
        "By how much more often requests of a stratum, or of prompts that name a group, were"
        " refused, filtered or failed than those of all others."
    ),
)


def outcome_gap(
    outcomes: NDArray[np.int64],
    *,
    requested: NDArray[np.int64],
    against: NDArray[np.int64],
    against_requested: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the difference of the rates of each outcome: ``k / n - k' / n'``.

    Args:
        outcomes: Requests by outcome, shape ``(..., R)``.
        requested: All requests, shape ``(...)``.
        against: Those they are compared with by outcome, shape ``(..., R)``.
        against_requested: All of those, shape ``(...)``.

    Returns:
        Of shape ``(..., R)`` in ``[-1, 1]``.

    Raises:
        NothingObservedError: If nothing was requested on one side.

    Source:
        Counting. The interval is Newcombe's, `graycard.stats.difference.newcombe`; p-values and
        floors are exact, `exact_difference_test` and `difference_floor` there.

    Example:
        >>> here, others, n = np.array([4, 0]), np.array([3, 3]), np.array(20)
        >>> outcome_gap(here, requested=n, against=others, against_requested=3 * n).round(3)
        array([ 0.15, -0.05])
    """
    mine = outcome_rate(outcomes, requested=requested)
    return np.asarray(mine - outcome_rate(against, requested=against_requested))


def estimate(counts: Counts, *, factors: Factors, level: float = 0.95) -> Estimated:
    """Return the gaps of each stratum and of each group, for outcomes that occur.

    A group are marked prompts that have the same value of a factor (gender, ethnicity, place), but
    not of `template`, `article`, `profession` or `scene`; it is compared with the marked prompts
    that have another value of it. Its estimates have `factor: value` for stratum, such as `gender:
    woman`. Factors that divide the prompts as the strata do are left out.

    Nothing is missing from requests, so the worst-case bounds hold sampling error alone, at their
    own level. The floor is what chance shows if outcomes fell on the prompts at random.

    Args:
        counts: Of outcomes; all marked, or all unmarked.
        factors: Of the prompts, by id.
        level: Of the intervals.

    Returns:
        One estimate a stratum or group and outcome, all adjusted for one another. Nothing of
        outcomes that never occur: their rates are 0, with an interval, in `outcome_rate`.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    return rate_gaps(
        "outcome_gap",
        counts,
        factors,
        names=[one for one in OUTCOMES if one != "ok"],
        attribute="outcome",
        denominator="requested",
        readers=(),
        level=level,
    )
