"""Counts beside one reference: which shares a stratum is compared with, and what must be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graycard.counts import ALL, Counts, Pooled
from graycard.errors import SpecError
from graycard.language import noted
from graycard.measures._counterparts import said_of, with_counterpart
from graycard.measures._estimates import cautions, why_nothing
from graycard.types import Attribute, NotEstimated, Reference

CANCELS = noted("Deviations of opposite direction in different strata cancel in this number.")

Shares = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Beside:
    """Counts and the shares that they are compared with.

    Attributes:
        counts: Of those categories alone that the reference has shares of.
        pooled: The same by stratum.
        shares: Of the reference by stratum, where it has any. Those of all strata together are
            mixed as the images were read, if the reference has none of its own.
        requested: The same, mixed as the images were requested: what worst cases compare with.
        references: All of one name.
        left_out: Images by stratum that were read as something the reference does not count.
    """

    counts: Counts
    pooled: Pooled
    shares: Mapping[str, Shares]
    requested: Mapping[str, Shares]
    references: Sequence[Reference]
    left_out: NDArray[np.int64]

    @property
    def name(self) -> str:
        """Name of the reference."""
        return self.references[0].name

    @property
    def rows(self) -> list[int]:
        """Strata, by number, that can be compared."""
        return [i for i in range(len(self.pooled.strata)) if not self._reason(i)]

    def said(self, row: int) -> tuple[str, ...]:
        """Return the cautions that stand with a number of one stratum."""
        stratum, left_out = self.pooled.strata[row], int(self.left_out[row])
        missing = int(self.pooled.requested[row] - self.pooled.read[row].sum()) - left_out
        also = (CANCELS,) if stratum == ALL else ()
        return (
            *cautions(self.pooled, row, missing=missing),
            *said_of(self.references, stratum, left_out),
            *also,
        )

    def refused(self, measure: str) -> list[NotEstimated]:
        """Return the records of strata that cannot be compared."""
        return [
            NotEstimated(
                measure=measure,
                attribute=self.counts.attribute.name,
                stratum=stratum,
                reference=self.name,
                requested=int(self.pooled.requested[row]),
                reason=reason,
            )
            for row, stratum in enumerate(self.pooled.strata)
            if (reason := self._reason(row))
        ]

    def _reason(self, row: int) -> str:
        if self.pooled.strata[row] not in self.shares:
            return noted("the reference {reference} has no shares for it", reference=self.name)
        if not self.pooled.read[row].any():
            return why_nothing(self.counts, self.pooled, row)
        return ""


def beside(counts: Counts, references: Sequence[Reference]) -> Beside:
    """Return counts beside a reference.

    Args:
        counts: All marked, or all unmarked.
        references: Of one name: a single one with stratum None, which all strata are compared
            with, or one a stratum (`*` for all strata together).

    Raises:
        InputError: If marked and unmarked prompts are mixed.
        SpecError: If a reference is of another attribute or has other categories, if names
            differ, or if a stratum has two.
    """
    given = _shares_by_stratum(counts.attribute, references)
    everything = counts.pooled()
    counts = with_counterpart(counts, references)
    pooled = counts.pooled()
    shares = {one: given[one] for one in pooled.strata if one in given}
    if None in given:
        shares = {one: given.get(one, given[None]) for one in pooled.strata}
    requested = dict(shares)
    if ALL in pooled.strata and ALL not in shares:
        # What all strata show together if each shows its own shares: weighed as the images are.
        mixed = _mixed(shares, pooled)
        if mixed:
            shares[ALL], requested[ALL] = mixed
    return Beside(
        counts=counts,
        pooled=pooled,
        shares=shares,
        requested=requested,
        references=references,
        left_out=everything.read.sum(axis=-1) - pooled.read.sum(axis=-1),
    )


def _mixed(shares: Mapping[str, Shares], pooled: Pooled) -> tuple[Shares, Shares] | None:
    """Return the strata's references mixed as images were read, and as they were requested.

    None unless every stratum has a reference of its own and something was read.
    """
    apart = [row for row, stratum in enumerate(pooled.strata) if stratum != ALL]
    if any(pooled.strata[row] not in shares for row in apart) or not pooled.read[apart].any():
        return None
    table = np.array([shares[pooled.strata[row]] for row in apart])
    read, asked = pooled.read[apart].sum(axis=-1), pooled.requested[apart]
    return read @ table / read.sum(), asked @ table / asked.sum()


def _shares_by_stratum(
    attribute: Attribute, references: Sequence[Reference]
) -> dict[str | None, Shares]:
    if not references or len({reference.name for reference in references}) > 1:
        raise SpecError(
            what="a number is compared with exactly one reference",
            why=f"given were {', '.join(sorted({r.name for r in references})) or 'none'}",
            fix="call it once for each reference; graycard list references",
        )
    shares: dict[str | None, Shares] = {}
    for reference in references:
        theirs, ours = set(reference.shares), set(attribute.categories)
        if reference.stands_for is not None:
            ours &= theirs
        if reference.attribute != attribute.name or theirs != ours:
            raise SpecError(
                what=f"the reference {reference.name} does not fit the attribute {attribute.name}",
                why=f"it is about {reference.attribute}; only one of the two names:"
                f" {', '.join(sorted(theirs ^ ours)) or 'no category'}",
                fix="give a reference that names every category of the attribute, zeros included",
            )
        if reference.stratum in shares:
            raise SpecError(
                what=f"the reference {reference.name} has two distributions for one stratum",
                why=f"the stratum is {reference.stratum or 'every stratum'}",
                fix="keep one of them",
            )
        raw = np.array([reference.shares[one] for one in attribute.categories if one in ours])
        shares[reference.stratum] = raw / raw.sum()
    return shares
