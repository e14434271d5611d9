"""Estimates that belong into one chart: one measure of one attribute, over strata."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graycard.counts import ALL
from graycard.language import in_a_row, retell, say
from graycard.report.facts import Facts
from graycard.report.numbers import count
from graycard.report.words import aside, outcome_word, rank
from graycard.types import OUTCOMES, Attribute, Estimate, Reference

_EVEN: Final = 1e-9
"""Shares that differ by less are even."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """Estimates of one measure, attribute, reader, reference and kind of prompts.

    Attributes:
        measure: Name of the measure.
        attribute: Of which; None for outcome rates.
        readers: Ids of the readers.
        reference: Compared with.
        marked: Whether the prompts state what is measured; None where nobody says.
        kind: Of prompts, and by whom it was read, to be added to a title; empty where there is
            one of each only.
        estimates: In the order of the run.
        unread: Strata of which nothing was read, and why; for shares and values only.
    """

    measure: str
    attribute: Attribute | None
    readers: tuple[str, ...]
    reference: str | None
    marked: bool | None
    kind: str
    estimates: tuple[Estimate, ...]
    unread: Mapping[str, str]

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
    def compared(self) -> list[Estimate]:
        """Estimates that a sentence counts: of single strata, or of all where that is the only."""
        return self.apart or list(self.estimates)

    @property
    def name(self) -> str:
        """Of the attribute."""
        return self.attribute.name if self.attribute else "outcome"


def series(facts: Facts, measure: str) -> list[Series]:
    """Return a measure's series, the attributes that matter first."""
    found: dict[tuple[str, tuple[str, ...], str | None, bool | None], list[Estimate]] = {}
    for one in facts.numbers.estimates:
        if one.measure == measure:
            key = (one.attribute, one.readers, one.reference, one.marked)
            found.setdefault(key, []).append(one)
    several = len({key[3] for key in found}) > 1
    order = {key: i for i, key in enumerate(found)}
    return [
        Series(
            measure=measure,
            attribute=_attribute(facts, key[0], key[1]),
            readers=key[1],
            reference=key[2],
            marked=key[3],
            kind=_kind(key[3], several=several) + _read_by(facts, key[0], key[1]),
            estimates=tuple(found[key]),
            unread=_unread(facts, found[key]) if measure in ("share", "mean_value") else {},
        )
        for key in sorted(found, key=lambda key: (rank(key[0]), order[key]))
    ]


def on_one_axis(one: Series, every: Iterable[Series]) -> list[Estimate]:
    """Return the estimates of all charts that one will be held against: they need one axis.

    These are of the same attribute in the same unit, by other readers, of other prompts or against
    other references.
    """
    unit = one.attribute and one.attribute.unit
    return [
        estimate
        for other in every
        if other.name == one.name and (other.attribute and other.attribute.unit) == unit
        for estimate in other.estimates
    ]


def _attribute(facts: Facts, name: str, readers: tuple[str, ...]) -> Attribute | None:
    """Return an attribute as its reader declares it; another may have one of the same name."""
    declared = (
        attribute
        for reader in facts.readers
        if reader.id in readers
        for attribute in reader.attributes
    )
    return next((one for one in declared if one.name == name), None)


def _read_by(facts: Facts, attribute: str, readers: tuple[str, ...]) -> str:
    """Return who read an attribute, if several did: what they find may differ."""
    also = [
        reader for reader in facts.readers if attribute in {one.name for one in reader.attributes}
    ]
    mine = [reader for reader in also if reader.id in readers]
    if len(also) < 2 or not mine:
        return ""
    names = Counter(reader.name for reader in also)
    said = [reader.name if names[reader.name] == 1 else reader.id for reader in mine]
    return aside(say("read by {readers}", readers=in_a_row(said)))


def _kind(marked: bool | None, *, several: bool) -> str:
    if marked:
        return aside(say("prompts that state it"))
    if several and marked is None:
        return aside(say("not known whether prompts state it"))
    return ""


def _unread(facts: Facts, estimates: Sequence[Estimate]) -> dict[str, str]:
    """Return strata of which the reader read nothing, each with what became of its images."""
    one, read = estimates[0], {estimate.stratum for estimate in estimates}
    reasons: dict[str, Counter[str]] = {}
    for gone in facts.missing:
        same = (gone.attribute, (gone.reader,), gone.marked) == (
            one.attribute,
            one.readers,
            one.marked,
        )
        if same and gone.stratum not in read:
            reasons.setdefault(gone.stratum, Counter())[gone.reason] += gone.n
    return {
        stratum: say("nothing read: {reasons}", reasons=shares_of(counter))
        for stratum, counter in reasons.items()
    }


def shares_of(reasons: Counter[str]) -> str:
    """Return reasons with their numbers of all.

    Example:
        >>> shares_of(Counter({"refused": 7, "no face found": 3}))
        '7 of 10 refused, 3 of 10 no face found'
    """
    total = reasons.total()
    return in_a_row(
        [
            say("{n} of {total} {reason}", n=count(n), total=count(total), reason=_reason(reason))
            for reason, n in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        ]
    )


def _reason(reason: str) -> str:
    """Return why a reading is missing; where no image came, what became of the request."""
    return outcome_word(reason) if reason in OUTCOMES else retell(reason)


def reference_shares(
    references: Iterable[Reference], attribute: str, stratum: str
) -> Mapping[str, Mapping[str, float]]:
    """Return the shares that each reference states for a stratum, by the reference's name."""
    shares: dict[str, Mapping[str, float]] = {}
    for one in references:
        if one.attribute == attribute and one.stratum in (None, stratum):
            shares[one.name] = one.shares
    return shares


def is_even(gaps: Series, references: Iterable[Reference]) -> bool:
    """Return whether the reference of these gaps gives every category the same share."""
    shares = [
        one.shares.values()
        for one in references
        if (one.name, one.attribute) == (gaps.reference, gaps.name)
    ]
    return bool(shares) and all(max(some) - min(some) < _EVEN for some in shares)


def reference_name(gaps: Series, references: Iterable[Reference]) -> str:
    """Return what these gaps are gaps to, within a sentence."""
    return say("even shares") if is_even(gaps, references) else gaps.reference or ""
