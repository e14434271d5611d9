"""What stands out: a handful of sentences, made from the estimates and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Final

from graycard.language import say, several
from graycard.report.absences import nothing_compared, without_image
from graycard.report.contrast import contrast
from graycard.report.detection import faces_found
from graycard.report.facts import Facts
from graycard.report.numbers import count, interval, percent
from graycard.report.places import headline
from graycard.report.safe import in_sentence
from graycard.report.series import Series, is_even, series
from graycard.report.table import Finding, Said
from graycard.report.verdicts import beyond_rule, verdict
from graycard.report.words import (
    FIRST,
    attribute_name,
    first_upper,
    level_name,
    listed,
    paragraph,
    stratum_name,
)
from graycard.types import Estimate, Reference

_NAMED: Final = 3
"""Strata that a sentence describes; the others are counted."""


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
        findings.append(Finding(say("Other attributes"), tuple(_of_the_rest(rest))))
    if said := headline(facts):
        findings.append(Finding(say("Default culture"), tuple(Said(text) for text in said)))
    if not gaps:
        findings.append(nothing_compared(facts))
    findings += faces_found(facts)
    if gone := without_image(facts):
        findings.append(gone)
    return findings


def with_care(facts: Facts) -> str:
    """Return what a gap is and when it stands out, and how many do so by chance alone."""
    total = sum(len(one.compared) for one in series(facts, "representation_gap"))
    if not total:
        return ""
    return paragraph(
        [
            say("A gap is the share of images that would have to change to match a reference."),
            beyond_rule(facts.level),
            several(total, "{n} gap was looked at.", "{n} gaps were looked at.", n=count(total)),
            say(
                "Where a model agrees with a reference, up to 5 in 100 lie beyond chance all the"
                " same. Those named are the largest: they look larger than they are, and their"
                " intervals are too narrow for a pick of the largest."
            ),
        ]
    )


def _about(gaps: Series) -> str:
    return f"{first_upper(attribute_name(gaps.name))}{gaps.kind}"


def _of_gaps(gaps: Series, facts: Facts) -> Said:
    compared = gaps.compared
    beyond = _largest_first(compared, "beyond chance")
    undecided = _largest_first(compared, "undecided")
    many = _so_many(_against(gaps, facts.references), len(beyond), compared, facts)
    text = [say("{finding}.", finding=many)]
    if not beyond:
        floor = median(one.floor_high or 0.0 for one in compared)
        text.append(
            say(
                "At n = {n}, gaps up to about {floor} cannot be told from chance.",
                n=count(int(median(one.n for one in compared))),
                floor=percent(floor),
            )
        )
    if undecided:
        names = listed([_name(one) for one in undecided], most=4)
        text.append(
            say(
                "Undecided, because images are missing that could close the gap: {names}.",
                names=names,
            )
        )
    if beyond and not undecided:
        text = [
            say("{finding}, the largest gaps being:", finding=many)
            if len(beyond) > _NAMED
            else say("{finding}:", finding=many)
        ]
    points = tuple(_described(one, gaps, facts) for one in beyond[:_NAMED])
    return Said(paragraph(text), points)


def _against(gaps: Series, references: Sequence[Reference]) -> str:
    if is_even(gaps, references):
        return say("Against even shares ({reference})", reference=gaps.reference)
    return say("Against {reference}", reference=gaps.reference)


def _so_many(against: str, some: int, compared: Sequence[Estimate], facts: Facts) -> str:
    total = len(compared)
    more = len(facts.strata) > total
    if total == 1:
        only = say("the only stratum that could be compared") if more else say("the only stratum")
        if some:
            return say(
                "{against}, {only} ({stratum}) lies beyond chance",
                against=against,
                only=only,
                stratum=_name(compared[0]),
            )
        return say(
            "{against}, {only} ({stratum}) does not lie beyond chance",
            against=against,
            only=only,
            stratum=_name(compared[0]),
        )
    of = (
        say("{n} strata that could be compared", n=count(total))
        if more
        else say("{n} strata", n=count(total))
    )
    if not some:
        return say("{against}, none of {strata} lies beyond chance", against=against, strata=of)
    return several(
        some,
        "{against}, {n} of {strata} lies beyond chance",
        "{against}, {n} of {strata} lie beyond chance",
        against=against,
        n=count(some),
        strata=of,
    )


def _largest_first(estimates: Sequence[Estimate], wanted: str) -> list[Estimate]:
    found = [one for one in estimates if verdict(one) == wanted]
    return sorted(found, key=lambda one: (-one.value, one.stratum))


def _described(gap: Estimate, gaps: Series, facts: Facts) -> str:
    chance = percent(gap.floor_high)
    if gap.n_missing:
        size = say(
            "gap {gap} ({level} {interval}; by chance up to {chance}; n {n}, {missing} missing)",
            gap=percent(gap.value),
            level=level_name(gap.level),
            interval=interval(gap.low, gap.high),
            chance=chance,
            n=gap.n,
            missing=gap.n_missing,
        )
    else:
        size = say(
            "gap {gap} ({level} {interval}; by chance up to {chance}; n {n})",
            gap=percent(gap.value),
            level=level_name(gap.level),
            interval=interval(gap.low, gap.high),
            chance=chance,
            n=gap.n,
        )
    bare = say("{stratum}: {gap}", stratum=_name(gap), gap=size)
    found = contrast(gap, gaps, facts)
    if found is None:
        return bare
    return say(
        "{stratum}: {share} {what}, where {reference} has {stated}; {gap}",
        stratum=_name(gap),
        share=percent(found.observed),
        what=found.what,
        reference=gap.reference,
        stated=percent(found.expected),
        gap=size,
    )


def _name(one: Estimate) -> str:
    return in_sentence(stratum_name(one.stratum))


def _of_the_rest(rest: Sequence[Series]) -> list[Said]:
    said = []
    for name in dict.fromkeys(one.reference for one in rest):
        found = []
        for one in (one for one in rest if one.reference == name):
            compared = one.compared
            if beyond := _largest_first(compared, "beyond chance"):
                found.append(
                    say(
                        "{attribute} ({some} of {all})",
                        attribute=f"{attribute_name(one.name)}{one.kind}",
                        some=count(len(beyond)),
                        all=count(len(compared)),
                    )
                )
        if found:
            text = say(
                "Against {reference}, strata lie beyond chance in {attributes}.",
                reference=name,
                attributes=listed(found, most=9),
            )
        else:
            text = say("Against {reference}, no stratum lies beyond chance.", reference=name)
        said.append(Said(text))
    return said
