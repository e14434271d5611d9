"""All strata that a reference has shares of, side by side: what numbers over strata are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.counts import ALL, Counts, Pooled
from graycard.language import noted, noted_several
from graycard.measures._beside import beside
from graycard.measures._counterparts import said_of
from graycard.measures._estimates import cautions
from graycard.stats.intervals import Interval
from graycard.types import Estimate, Reference

Array = NDArray[np.float64]

BONETT: Final = noted("sum of smoothed independent shares, after Price and Bonett")
"""How intervals of sums over strata were computed."""


def of_strata(number: int) -> str:
    """Return of how many strata a number speaks."""
    return noted_several(
        number,
        "Over {n} stratum: it speaks of this one, not of others.",
        "Over {n} strata, each weighing alike: it speaks of these, not of others.",
        n=number,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Strata:
    """Strata beside the shares that a reference has of them.

    Attributes:
        counts: Of these strata and of those categories alone that the reference has shares of.
        pooled: The same by stratum; all together last.
        references: Of these strata, all of one name.
        shares: Of the reference, shape (S, K).
        errors: Its standard errors, shape (S, K); None where it states none.
        left_out: Images by stratum that were read as something the reference does not count.
    """

    counts: Counts
    pooled: Pooled
    references: Sequence[Reference]
    shares: Array
    errors: Array | None
    left_out: NDArray[np.int64]

    @property
    def k(self) -> Array:
        """Images read by stratum and category, shape (S, K)."""
        return self.pooled.read[:-1].astype(np.float64)

    @property
    def n(self) -> Array:
        """Images read by stratum, shape (S,)."""
        return np.asarray(self.k.sum(axis=-1))

    @property
    def requested(self) -> Array:
        """Images requested by stratum, shape (S,)."""
        return self.pooled.requested[:-1].astype(np.float64)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Strata of which something was read, shape (S,)."""
        return np.asarray(self.n > 0)

    @property
    def constant(self) -> bool:
        """Whether the reference is the same for all strata."""
        return bool(np.ptp(self.shares, axis=0).max() < 1e-9)

    def estimate(
        self,
        measure: str,
        value: float,
        interval: Interval,
        bounds: Interval,
        *,
        floor: tuple[float, float],
        level: float,
        method: str,
        used: NDArray[np.bool_],
        asked: NDArray[np.bool_] | None = None,
        said: Sequence[str],
        category: str | None = None,
        corrected_for: tuple[str, ...] = (),
        exact: bool = True,
    ) -> Estimate:
        """Return a number over strata.

        Args:
            measure: Its name.
            value: The number; the interval is widened to hold it, the bounds to hold both.
            interval: At the level.
            bounds: For whatever the missing are.
            floor: Mean and high.
            level: Of the interval.
            method: Of the interval.
            used: Which strata it is over, shape (S,).
            asked: Which it would be over if all had been read; None for all.
            said: What must be said of it beside the cautions that always stand.
            category: Which it is about.
            corrected_for: As in `Estimate`.
            exact: Whether the reference is taken as exact.
        """
        asked = np.ones_like(used) if asked is None else asked
        names = {one for one, there in zip(self.pooled.strata[:-1], asked, strict=True) if there}
        pooled = _alike(self.counts.select(lambda row: row[0] in names).pooled())
        n = int(self.n[used].sum())
        missing, left_out = int(self.requested[asked].sum()) - n, int(self.left_out[asked].sum())
        low, high = (float(end) for end in interval)
        worst_low, worst_high = (float(end) for end in bounds)
        return Estimate(
            measure=measure,
            attribute=self.counts.attribute.name,
            category=category,
            stratum=ALL,
            marked=self.pooled.marked,
            reference=self.references[0].name,
            value=value,
            low=min(low, value),
            high=max(high, value),
            level=level,
            method=method,
            denominator="read",
            floor_mean=floor[0],
            floor_high=floor[1],
            n=n,
            n_missing=missing,
            missing_low=min(worst_low, low, value),
            missing_high=max(worst_high, high, value),
            n_prompts=int(self.pooled.n_prompts[:-1][used].sum()),
            corrected_for=corrected_for,
            readers=(self.counts.reader,),
            cautions=(
                *said,
                *cautions(pooled, len(names), missing=missing - left_out),
                *said_of(self.references, ALL, left_out, exact=exact),
            ),
        )


def over_strata(counts: Counts, references: Sequence[Reference]) -> Strata | None:
    """Return the strata that a reference has shares of, those included of which nothing was read.

    Strata of which nothing was requested are left out.

    Args:
        counts: All marked, or all unmarked.
        references: Of one name, as for the representation gap.

    Returns:
        None if something was read of fewer than two: one stratum has a representation gap.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
        SpecError: If a reference is of another attribute or has other categories.
    """
    found = beside(counts, references)
    names = [
        one
        for one, requested in zip(found.pooled.strata, found.pooled.requested, strict=True)
        if one in found.shares and one != ALL and requested
    ]
    rows = [found.pooled.strata.index(one) for one in names]
    if np.count_nonzero(found.pooled.read[rows].sum(axis=-1)) < 2:
        return None
    kept = found.counts.select(lambda row: row[0] in names)
    of = {one.stratum: one for one in references}
    theirs = [of[one] if one in of else of[None] for one in names]
    return Strata(
        counts=kept,
        pooled=kept.pooled(),
        references=list({one.stratum: one for one in theirs}.values()),
        shares=np.array([found.shares[one] for one in names]),
        errors=_errors(theirs, kept.attribute.categories),
        left_out=found.left_out[rows],
    )


def _alike(pooled: Pooled) -> Pooled:
    """Return what weighs the strata alike: only prompts within one can weigh unequally."""
    return replace(pooled, even=np.append(pooled.even[:-1], pooled.even[:-1].all()))


def _errors(references: Sequence[Reference], categories: Sequence[str]) -> Array | None:
    if not any(one.standard_errors for one in references):
        return None
    return np.array(
        [[(one.standard_errors or {}).get(name, 0.0) for name in categories] for one in references]
    )
