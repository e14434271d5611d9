"""Estimates that belong into one chart: one measure of one attribute, over strata."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graycard.counts import ALL
from graycard.report.facts import Facts
from graycard.report.words import rank
from graycard.types import Attribute, Estimate, Reference


@dataclass(frozen=True, kw_only=True)
class Series:
    """Estimates of one measure, attribute, reader, reference and kind of prompts.

    Attributes:
        measure: Name of the measure.
        attribute: Of which; None for outcome rates.
        readers: Ids of the readers.
        reference: Compared with.
        marked: Whether the prompts state what is measured.
        estimates: In the order of the run.
    """

    measure: str
    attribute: Attribute | None
    readers: tuple[str, ...]
    reference: str | None
    marked: bool
    estimates: tuple[Estimate, ...]

    @property
    def by_stratum(self) -> dict[str, dict[str | None, Estimate]]:
        """Stratum to category to estimate."""
        table: dict[str, dict[str | None, Estimate]] = {}
        for estimate in self.estimates:
            table.setdefault(estimate.stratum, {})[estimate.category] = estimate
        return table

    @property
    def apart(self) -> list[Estimate]:
        """Estimates of single strata, without the one of all together."""
        return [estimate for estimate in self.estimates if estimate.stratum != ALL]

    @property
    def name(self) -> str:
        """Of the attribute."""
        return self.attribute.name if self.attribute else "outcome"


def series(facts: Facts, measure: str) -> list[Series]:
    """Return a measure's series, the attributes that matter first."""
    found: dict[tuple[str, tuple[str, ...], str | None, bool], list[Estimate]] = {}
    for one in facts.numbers.estimates:
        if one.measure == measure:
            key = (one.attribute, one.readers, one.reference, one.marked is True)
            found.setdefault(key, []).append(one)
    attributes = facts.attributes
    order = {key: i for i, key in enumerate(found)}
    return [
        Series(
            measure=measure,
            attribute=attributes.get(key[0]),
            readers=key[1],
            reference=key[2],
            marked=key[3],
            estimates=tuple(found[key]),
        )
        for key in sorted(found, key=lambda key: (rank(key[0]), order[key]))
    ]


def reference_shares(
    references: Iterable[Reference], attribute: str, stratum: str
) -> Mapping[str, Mapping[str, float]]:
    """Return the shares that each reference states for a stratum, by the reference's name."""
    shares: dict[str, Mapping[str, float]] = {}
    for one in references:
        if one.attribute == attribute and one.stratum in (None, stratum):
            shares[one.name] = one.shares
    return shares
