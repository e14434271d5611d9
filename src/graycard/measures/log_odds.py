"""Log odds: what is shown more, or less, in one stratum than in all the others together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.counts import ALL, Counts, Pooled
from graycard.language import noted, noted_several
from graycard.measures._estimates import Estimated, cautions, nothing_read, why_nothing
from graycard.measures._info import MeasureInfo
from graycard.stats.difference import exact_difference_test
from graycard.stats.log_odds import GREATEST, log_odds_floor, log_odds_interval, log_odds_ratio
from graycard.stats.missingness import BOUND_LEVEL
from graycard.stats.multiplicity import benjamini_hochberg
from graycard.types import Estimate, NotEstimated

INFO = MeasureInfo(
    family="association",
    unit="natural logarithm of an odds ratio",
    bounds=(-GREATEST, GREATEST),
    parity=0.0,
    needs=frozenset({"counts"}),
    formula="log((k + ½) / (n − k + ½)) − log((k′ + ½) / (n′ − k′ + ½)), k′ of n′: other strata",
    words=(
        "Whether a category is more frequent in a stratum than in all others together: 0 equally,"
        " 0.7 twice the odds, −0.7 half of them. Says what a stratum shows beside the others of"
        " this run, not beside any norm."
    ),
)

YES: Final = "yes"

_STATED = noted(
    "the prompts state it: they name what its categories are, so what is shown more often where it"
    " is asked for says how well the model follows"
)


@dataclass(frozen=True)
class _Cell:
    """A stratum's images of a category beside those of all other strata."""

    row: int
    category: int
    k: int
    n: int
    other_k: int
    other_n: int

    @property
    def p(self) -> float:
        """How probable a difference as large is by chance."""
        return exact_difference_test([self.k], [self.n], [self.other_k], [self.other_n])

    @property
    def says_something(self) -> bool:
        """Whether there is one, or would be expected, both with the category and without it."""
        expected = (self.k + self.other_k) * self.n / (self.n + self.other_n)
        return max(self.k, expected) >= 1 and max(self.n - self.k, self.n - expected) >= 1


def log_odds(counts: NDArray[np.integer], *, against: NDArray[np.integer]) -> NDArray[np.float64]:
    """Return the log odds ratio of each category, half an image added everywhere.

    Args:
        counts: Images read by category, shape ``(..., K)``.
        against: Those they are compared with, shape ``(..., K)``.

    Returns:
        Of shape ``(..., K)``, within `graycard.stats.log_odds.GREATEST` of 0; of two categories one
        is the negative of the other.

    Raises:
        NothingObservedError: If a row of either is empty.

    Source:
        Haldane (1956), see `graycard.stats.log_odds.log_odds_ratio`; its interval there, too. The
        p-value is Fisher's: `graycard.stats.difference.exact_difference_test`.

    Example:
        >>> log_odds(np.array([7, 3]), against=np.array([2, 8])).round(3)
        array([ 1.986, -1.986])
    """
    totals, others = counts.sum(-1, keepdims=True), against.sum(-1, keepdims=True)
    if np.any(totals == 0) or np.any(others == 0):
        raise nothing_read("log_odds")
    return np.asarray(log_odds_ratio(counts, totals, against, others))


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the log odds ratio of each stratum and category of a nominal attribute.

    Of two categories one number says all: that of `yes`, or else of the first. The floor is exact:
    what chance shows if the images of this category fell on the strata at random. Worst-case bounds
    let all missing images of the stratum be of the category and none of the others', and the other
    way round.

    Args:
        counts: All marked, or all unmarked.
        level: Of the intervals.

    Returns:
        One estimate a stratum and category, all adjusted for one another; nothing for attributes
        that are not nominal, where something was read of fewer than two strata, and for categories
        that never occur. One record counts the comparisons that say nothing, because none of a
        category was seen and fewer than one would be expected; one says so if the prompts state
        what is read.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    if counts.attribute.scale != "nominal" or len(set(counts.strata)) < 2:
        return Estimated([], [])
    pooled = counts.pooled()
    if np.count_nonzero(pooled.read[:-1].sum(axis=-1)) < 2:
        return Estimated([], [])
    if set(counts.strata) & set(counts.attribute.categories):
        return Estimated([], [_refused(counts, pooled, ALL, _STATED)])
    cells = list(_cells(counts, pooled))
    adjusted = benjamini_hochberg([cell.p for cell in cells])
    done = Estimated([], list(_unread(counts, pooled)))
    for cell, p in zip(cells, adjusted, strict=True):
        if cell.says_something:
            done.estimates.append(
                _estimate(counts, pooled, cell, float(p), len(cells), level=level)
            )
    silent = len(cells) - len(done.estimates)
    if silent:
        reason = noted(
            "in {n} of {total} comparisons of a stratum with all others there is nothing to say:"
            " none of the category was seen, or nothing else, and fewer than one image was"
            " expected",
            n=silent,
            total=len(cells),
        )
        done.not_estimated.append(_refused(counts, pooled, ALL, reason))
    return done


def _cells(counts: Counts, pooled: Pooled) -> Iterator[_Cell]:
    """Yield what is compared, of every stratum of which something was read."""
    names = counts.attribute.categories
    kept = range(len(names))
    if len(names) == 2:
        kept = range(names.index(YES), names.index(YES) + 1) if YES in names else range(1)
    totals, sums = pooled.read[-1], pooled.read.sum(axis=-1)
    for row in range(len(pooled.strata) - 1):
        if sums[row] and sums[-1] - sums[row]:
            for i in kept:
                if 0 < totals[i] < sums[-1]:
                    k, n = int(pooled.read[row, i]), int(sums[row])
                    yield _Cell(row, i, k, n, int(totals[i]) - k, int(sums[-1]) - n)


def _estimate(
    counts: Counts, pooled: Pooled, cell: _Cell, p: float, family: int, *, level: float
) -> Estimate:
    table = (cell.k, cell.n, cell.other_k, cell.other_n)
    value = float(log_odds_ratio(*table))
    low, high = (float(end) for end in log_odds_interval(*table, level=level))
    floor_mean, floor_high = log_odds_floor(*table)
    requested = int(pooled.requested[cell.row])
    others = int(pooled.requested[-1]) - requested
    missing, gone = requested - cell.n, others - cell.other_n
    worst = max(level, BOUND_LEVEL)
    least, _ = log_odds_interval(cell.k, requested, cell.other_k + gone, others, level=worst)
    _, most = log_odds_interval(cell.k + missing, requested, cell.other_k, others, level=worst)
    said = [
        noted(
            "One of {n} comparisons, of each stratum with all others in each category: its p-value"
            " is adjusted for all of them, not for other attributes.",
            n=family,
        )
    ]
    if gone:
        said.append(
            noted_several(
                cell.other_n,
                "Of the other strata {n} of {total} requested images was read: the worst-case"
                " bounds allow for the rest.",
                "Of the other strata {n} of {total} requested images were read: the worst-case"
                " bounds allow for the rest.",
                n=cell.other_n,
                total=others,
            )
        )
    return Estimate(
        measure="log_odds",
        attribute=counts.attribute.name,
        category=counts.attribute.categories[cell.category],
        stratum=pooled.strata[cell.row],
        marked=pooled.marked,
        value=value,
        low=min(low, value),
        high=max(high, value),
        level=level,
        method=noted("Wilson limits as logits, combined after Zou and Donner"),
        denominator="read",
        floor_mean=floor_mean,
        floor_high=floor_high,
        n=cell.n,
        n_missing=missing,
        missing_low=min(float(least), value),
        missing_high=max(float(most), value),
        n_prompts=int(pooled.n_prompts[cell.row]),
        p_adjusted=p,
        readers=(counts.reader,),
        cautions=(*said, *cautions(pooled, cell.row, missing=missing)),
    )


def _unread(counts: Counts, pooled: Pooled) -> Iterator[NotEstimated]:
    for row, stratum in enumerate(pooled.strata[:-1]):
        if not pooled.read[row].any():
            yield _refused(counts, pooled, stratum, why_nothing(counts, pooled, row))


def _refused(counts: Counts, pooled: Pooled, stratum: str, reason: str) -> NotEstimated:
    return NotEstimated(
        measure="log_odds",
        attribute=counts.attribute.name,
        stratum=stratum,
        requested=int(pooled.requested[pooled.strata.index(stratum)]),
        reason=reason,
    )
