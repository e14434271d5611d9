"""What stands out: a handful of sentences, made from the estimates and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from statistics import median
from typing import Final

from graycard.report.absences import nothing_compared, without_image
from graycard.report.detection import faces_found
from graycard.report.facts import Facts
from graycard.report.numbers import interval, percent
from graycard.report.places import headline
from graycard.report.safe import in_sentence
from graycard.report.series import Series, is_even, reference_shares, series
from graycard.report.table import Finding, Said
from graycard.report.verdicts import beyond_rule, verdict
from graycard.report.words import (
    FIRST,
    attribute_name,
    category_name,
    counted,
    first_upper,
    listed,
    stratum_name,
)
from graycard.types import Attribute, Estimate, Reference

_NAMED: Final = 3
"""Strata that a sentence describes; the others are counted."""

_Shares = dict[tuple[str, str | None], Estimate]


def story(facts: Facts) -> list[Finding]:
    """Return what a reader should know first, each with its uncertainty."""
    gaps = series(facts, "representation_gap")
    first = [one for one in gaps if one.name in FIRST] or gaps[:4]
    rest = [one for one in gaps if one not in first]
    findings = [
        Finding(about, tuple(_of_gaps(one, facts) for one in first if _about(one) == about))
        for about in dict.fromkeys(_about(one) for one in first)
    ]
    if rest:
        findings.append(Finding("Other attributes", tuple(_of_the_rest(rest))))
    if said := headline(facts):
        findings.append(Finding("Default culture", tuple(Said(text) for text in said)))
    if not gaps:
        findings.append(nothing_compared(facts))
    findings += faces_found(facts)
    if gone := without_image(facts):
        findings.append(gone)
    return findings


def with_care(facts: Facts) -> str:
    """Return what a gap is and when it stands out, and how many do so by chance alone."""
    total = sum(len(one.apart or one.estimates) for one in series(facts, "representation_gap"))
    if not total:
        return ""
    return (
        "A gap is the share of images that would have to change to match a reference."
        f" {beyond_rule(facts.level)}"
        f" {counted(total, 'gap')} {'was' if total == 1 else 'were'} looked at. Where a model"
        " agrees with a reference, up to 5 in 100 lie beyond chance all the same. Those named are"
        " the largest: they look larger than they are, and their intervals are too narrow for a"
        " pick of the largest."
    )


def _about(gaps: Series) -> str:
    return f"{first_upper(attribute_name(gaps.name))}{gaps.kind}"


def _of_gaps(gaps: Series, facts: Facts) -> Said:
    compared = gaps.apart or list(gaps.estimates)
    beyond = _largest_first(compared, "beyond chance")
    undecided = _largest_first(compared, "undecided")
    against = _against(gaps, facts.references)
    text = [f"{against}, {_so_many(len(beyond), compared, facts)} beyond chance."]
    if not beyond:
        n = int(median(one.n for one in compared))
        floor = median(one.floor_high or 0.0 for one in compared)
        text.append(f"At n = {n}, gaps up to about {percent(floor)} cannot be told from chance.")
    if undecided:
        names = listed([_name(one) for one in undecided], most=4)
        text.append(f"Undecided, because images are missing that could close the gap: {names}.")
    if beyond and not undecided:
        text[-1] = text[-1][:-1] + (", the largest gaps being:" if len(beyond) > _NAMED else ":")
    shares = _shares(facts, gaps)
    points = tuple(_described(one, gaps, facts, shares) for one in beyond[:_NAMED])
    return Said(" ".join(text), points)


def _against(gaps: Series, references: Sequence[Reference]) -> str:
    if is_even(gaps, references):
        return f"Against even shares ({gaps.reference})"
    return f"Against {gaps.reference}"


def _shares(facts: Facts, gaps: Series) -> _Shares:
    return {
        (one.stratum, one.category): one
        for one in facts.numbers.estimates
        if one.measure == "share"
        and (one.attribute, one.readers) == (gaps.name, gaps.readers)
        and one.marked == gaps.marked
    }


def _so_many(some: int, compared: Sequence[Estimate], facts: Facts) -> str:
    total = len(compared)
    more = len(facts.strata) > total
    if total == 1:
        only = "the only stratum that could be compared" if more else "the only stratum"
        return f"{only} ({_name(compared[0])}) {'lies' if some else 'does not lie'}"
    of = f"{total} strata that could be compared" if more else f"{total} strata"
    return f"{some or 'none'} of {of} {'lies' if some < 2 else 'lie'}"


def _largest_first(estimates: Sequence[Estimate], wanted: str) -> list[Estimate]:
    found = [one for one in estimates if verdict(one) == wanted]
    return sorted(found, key=lambda one: (-one.value, one.stratum))


def _described(gap: Estimate, gaps: Series, facts: Facts, shares: _Shares) -> str:
    missing = f", {gap.n_missing} missing" if gap.n_missing else ""
    size = (
        f"gap {percent(gap.value)} ({_interval(gap)}; by chance up to {percent(gap.floor_high)};"
        f" n {gap.n}{missing})"
    )
    stated = reference_shares(facts.references, gap.attribute, gap.stratum).get(gap.reference or "")
    attribute = gaps.attribute
    if attribute is None or not stated:
        return f"{_name(gap)}: {size}"
    # What the reference does not count is not in the gap.
    compared = tuple(category for category in attribute.categories if category in stated)
    seen = {
        category: one.value for category in compared if (one := shares.get((gap.stratum, category)))
    }
    total = sum(seen.values())
    if not total:
        return f"{_name(gap)}: {size}"
    seen = {category: share / total for category, share in seen.items()}
    narrowed = attribute.model_copy(update={"categories": compared})
    what, observed, expected = _contrast(narrowed, seen, stated)
    return (
        f"{_name(gap)}: {percent(observed)} {what}, where {gap.reference} has"
        f" {percent(expected)}; {size}"
    )


def _contrast(
    attribute: Attribute, seen: Mapping[str, float], stated: Mapping[str, float]
) -> tuple[str, float, float]:
    """Return what differs most: a category, or on an ordered scale all beyond a point."""
    names = attribute.categories
    observed = [seen.get(name, 0.0) for name in names]
    expected = [stated.get(name, 0.0) for name in names]
    if attribute.scale == "ordinal" and len(names) > 4:
        below = list(zip(accumulate(observed), accumulate(expected), strict=True))[:-1]
        cut = max(range(len(below)), key=lambda i: abs(below[i][0] - below[i][1]))
        o, e = below[cut]
        if o >= e:
            return _span(attribute, names[: cut + 1]), o, e
        return _span(attribute, names[cut + 1 :]), 1 - o, 1 - e
    top = max(range(len(names)), key=lambda i: observed[i] - expected[i])
    what = names[top]
    if len(names) == 2 and what in ("yes", "no"):
        word = attribute_name(attribute.name)
        return (
            (f"with {word}" if what == "yes" else f"without {word}"),
            observed[top],
            expected[top],
        )
    return category_name(attribute.name, what), observed[top], expected[top]


def _span(attribute: Attribute, names: Sequence[str]) -> str:
    if len(names) == 1:
        return category_name(attribute.name, names[0])
    if attribute.name == "skin_tone":
        return f"in tones {names[0]} to {names[-1]}"
    return f"{names[0]} to {names[-1]}"


def _name(one: Estimate) -> str:
    return in_sentence(stratum_name(one.stratum))


def _interval(one: Estimate) -> str:
    return f"{percent(one.level)} interval {interval(one.low, one.high)}"


def _of_the_rest(rest: Sequence[Series]) -> list[Said]:
    said = []
    for name in dict.fromkeys(one.reference for one in rest):
        found = []
        for one in (one for one in rest if one.reference == name):
            compared = one.apart or list(one.estimates)
            if beyond := _largest_first(compared, "beyond chance"):
                about = f"{attribute_name(one.name)}{one.kind}"
                found.append(f"{about} ({len(beyond)} of {len(compared)})")
        strata = f"strata lie beyond chance in {listed(found, most=9)}" if found else "none does"
        said.append(Said(f"Against {name}, {strata}."))
    return said
