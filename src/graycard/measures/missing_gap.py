"""Missing gap: of whom a reader reads less, and why."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.measures._estimates import Estimated, nothing_read
from graycard.measures._info import MeasureInfo
from graycard.measures._rate_gaps import Factors, rate_gaps
from graycard.types import OUTCOMES

INFO = MeasureInfo(
    family="outcomes",
    unit="difference of shares of the images that came",
    bounds=(-1.0, 1.0),
    parity=0.0,
    needs=frozenset({"counts", "factors"}),
    formula="k / depicted − k′ / depicted′, ′: all other strata, or all other groups",
    words=(
        "By how much more often a reader found nothing to read (no face, not sure enough) in the"
        " images of a stratum, or of prompts that name a group, than in those of all others. What"
        " is missing more in one group than in another moves every share."
    ),
)


def missing_gap(
    missing: NDArray[np.int64],
    *,
    depicted: NDArray[np.int64],
    against: NDArray[np.int64],
    against_depicted: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the difference of the rates of each reason: ``k / n - k' / n'``.

    Args:
        missing: Images without a reading by reason, shape ``(..., R)``.
        depicted: All images that came, shape ``(...)``.
        against: Those they are compared with by reason, shape ``(..., R)``.
        against_depicted: All of those, shape ``(...)``.

    Returns:
        Of shape ``(..., R)`` in ``[-1, 1]``.

    Raises:
        NothingObservedError: If no image came on one side.

    Source:
        Counting. The interval is Newcombe's, `graycard.stats.difference.newcombe`; p-values and
        floors are exact, `exact_difference_test` and `difference_floor` there.

    Example:
        >>> here, others, n = np.array([5]), np.array([3]), np.array(60)
        >>> missing_gap(here, depicted=np.array(20), against=others, against_depicted=n).round(3)
        array([0.2])
    """
    if np.any(depicted == 0) or np.any(against_depicted == 0):
        raise nothing_read("missing_gap")
    return np.asarray(missing / depicted[..., None] - against / against_depicted[..., None])


def estimate(counts: Counts, *, factors: Factors, level: float = 0.95) -> Estimated:
    """Return the gaps of each stratum and of each group, for reasons of the reader that occur.

    Groups are those of `outcome_gap`: their estimates have `factor: value` for stratum. Requests
    that brought no image are not in the rates; worst-case bounds let them have been read or not, on
    either side. The floor is what chance shows if what is missing fell on the images at random.

    Args:
        counts: All marked, or all unmarked.
        factors: Of the prompts, by id.
        level: Of the intervals.

    Returns:
        One estimate a stratum or group and reason, which is its category; all of the attribute are
        adjusted for one another. Nothing of attributes of which no reading is missing. Strata of
        which no image came are records, where others have a gap.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    return rate_gaps(
        "missing_gap",
        counts,
        factors,
        names=[one for one in counts.reasons if one not in OUTCOMES],
        attribute=counts.attribute.name,
        denominator="depicted",
        readers=(counts.reader,),
        level=level,
    )
