"""Every measure that has no chart of its own: a sentence each, and a table to unfold.

A measure of another package is told here too: nothing but what it says of itself is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graycard.counts import ALL
from graycard.language import retell, say, several
from graycard.report.facts import Facts
from graycard.report.numbers import NONE, between, count, decimal
from graycard.report.table import Table
from graycard.report.verdicts import stands_out
from graycard.report.words import (
    attribute_name,
    category_name,
    first_upper,
    level_name,
    measure_name,
    rank,
    stratum_name,
)
from graycard.types import Estimate, MeasureNote

TOLD: Final = frozenset(
    {
        "share", "share_of_faces", "representation_gap", "outcome_rate", "mean_value",
        "nearest_marked_set", "marked_set_accuracy", "unlike_marked_sets", "share_difference",
    }
)  # fmt: skip
"""Measures that have charts and sections of their own."""

_FAMILIES: Final = (
    "amplification", "association", "outcomes", "diversity", "homogeneity", "wording",
    "representation",
)  # fmt: skip
"""In the order in which they are told; families of other packages follow."""

MOST_ROWS: Final = 120
"""Of a table; all rows are in estimates.json."""


@dataclass(frozen=True, kw_only=True)
class Further:
    """One measure.

    Attributes:
        name: For people.
        words: What it says, in a sentence or two.
        said: How much of it lies beyond chance.
        table: The numbers that matter first.
        published: Whose it is, if somebody published it; else None.
        instead: Where a published one misleads, and what to read instead.
    """

    name: str
    words: str
    said: str
    table: Table
    published: str | None = None
    instead: str = ""


@dataclass(frozen=True)
class Family:
    """Measures that answer one question."""

    title: str
    measures: tuple[Further, ...]


def families(facts: Facts) -> tuple[Family, ...]:
    """Return Graycard's own measures and those of other packages, by the question they answer."""
    notes = [one for one in _without_chart(facts) if one.published is None]
    names = dict.fromkeys([*_FAMILIES, *(one.family for one in notes)])
    grouped = (
        Family(_question(name), _told(facts, [one for one in notes if one.family == name]))
        for name in names
    )
    return tuple(family for family in grouped if family.measures)


def published(facts: Facts) -> tuple[Further, ...]:
    """Return the published metrics, each with what to read instead of it."""
    return _told(facts, [one for one in _without_chart(facts) if one.published is not None])


def _without_chart(facts: Facts) -> list[MeasureNote]:
    return [one for one in facts.numbers.measures if one.name not in TOLD]


def _question(family: str) -> str:
    known = {
        "amplification": say("Are differences of the reference exaggerated?"),
        "association": say("What is shown more often in one stratum than in the others?"),
        "outcomes": say("Whose images do not come, or cannot be read?"),
        "diversity": say("How varied are the images?"),
        "homogeneity": say("How alike are the images of one stratum?"),
        "wording": say("How much depends on the wording?"),
        "representation": say("The same shares, in other numbers"),
    }
    return known.get(family) or first_upper(family)


def _told(facts: Facts, notes: Sequence[MeasureNote]) -> tuple[Further, ...]:
    found: dict[str, list[Estimate]] = {}
    for estimate in facts.numbers.estimates:
        found.setdefault(estimate.measure, []).append(estimate)
    return tuple(_one(note, found[note.name]) for note in notes if found.get(note.name))


def _one(note: MeasureNote, estimates: Sequence[Estimate]) -> Further:
    beyond = [one for one in estimates if stands_out(one, parity=note.parity)]
    return Further(
        name=first_upper(measure_name(note.name)),
        words=retell(note.words),
        said=_said(note, estimates, beyond),
        table=_table(note, estimates, beyond),
        published=note.published,
        instead=retell(note.differs),
    )


def _said(note: MeasureNote, estimates: Sequence[Estimate], beyond: Sequence[Estimate]) -> str:
    total = len(estimates)
    if note.parity is None and all(one.p_adjusted is None for one in estimates):
        return several(total, "{n} number.", "{n} numbers.", n=count(total))
    return several(
        total,
        "{some} of {n} number lies beyond chance.",
        "{some} of {n} numbers lie beyond chance.",
        some=count(len(beyond)),
        n=count(total),
    )


def _table(note: MeasureNote, estimates: Sequence[Estimate], beyond: Sequence[Estimate]) -> Table:
    together = sorted((one for one in estimates if one.stratum == ALL), key=_place)
    parity = note.parity or 0.0
    apart = sorted(
        (one for one in beyond if one.stratum != ALL), key=lambda one: -abs(one.value - parity)
    )
    # Where nothing stands out and nothing is said of all together, the strata are all there is.
    first = [*together, *apart] or sorted(estimates, key=_place)
    shown = first[:MOST_ROWS]
    left = len(estimates) - len(shown)
    adjusted = any(one.p_adjusted is not None for one in shown)
    return Table(
        caption=say(
            "{measure}, in {unit}",
            measure=first_upper(measure_name(note.name)),
            unit=retell(note.unit),
        ),
        columns=(
            say("of"),
            say("stratum"),
            say("reference"),
            say("value"),
            level_name(estimates[0].level),
            say("chance, mean"),
            say("chance, 95 of 100"),
            say("n"),
            say("missing"),
            say("worst case"),
            *([say("adjusted p")] if adjusted else []),
        ),
        rows=tuple((*_row(one), *([decimal(one.p_adjusted)] if adjusted else [])) for one in shown),
        note=several(
            left,
            "{n} more number, within chance or smaller, is in estimates.json.",
            "{n} more numbers, within chance or smaller, are in estimates.json.",
            n=count(left),
        )
        if left
        else None,
    )


def _place(one: Estimate) -> tuple[tuple[int, str], str, str]:
    return (rank(one.attribute), one.category or "", one.stratum)


def _row(one: Estimate) -> tuple[str, ...]:
    return (
        _of(one),
        stratum_name(one.stratum),
        one.reference or NONE,
        decimal(one.value),
        between(decimal(one.low), decimal(one.high)),
        decimal(one.floor_mean),
        decimal(one.floor_high),
        count(one.n),
        count(one.n_missing),
        between(decimal(one.missing_low), decimal(one.missing_high)) if one.n_missing else NONE,
    )


def _of(one: Estimate) -> str:
    attribute = attribute_name(one.attribute)
    if one.category is None:
        return attribute
    return say(
        "{attribute}: {category}",
        attribute=attribute,
        category=category_name(one.attribute, one.category),
    )
