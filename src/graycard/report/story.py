"""What stands out: a handful of sentences, made from the estimates and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from statistics import median
from typing import Final

from graycard.counts import ALL
from graycard.report.facts import Facts
from graycard.report.numbers import interval, percent
from graycard.report.series import Series, reference_shares, series
from graycard.report.table import Sentence
from graycard.report.verdicts import verdict
from graycard.report.words import (
    FIRST,
    OUTCOME_WORDS,
    attribute_name,
    category_name,
    counted,
    first_upper,
    listed,
    stratum_name,
)
from graycard.types import Attribute, Estimate

_NAMED: Final = 3
"""Strata that a sentence describes; the others are counted."""

_Shares = dict[tuple[str, tuple[str, ...], str, str | None], Estimate]


def story(facts: Facts) -> list[Sentence]:
    """Return what a reader should know first, each with its uncertainty."""
    gaps = series(facts, "representation_gap")
    shares: _Shares = {
        (one.attribute, one.readers, one.stratum, one.category): one
        for one in facts.numbers.estimates
        if one.measure == "share"
    }
    first = [one for one in gaps if one.name in FIRST]
    told = first or gaps[:4]
    said = [_of_gaps(one, facts, shares) for one in told]
    if rest := [one for one in gaps if one not in told]:
        said += _of_the_rest(rest)
    if not gaps:
        said.append(_nothing_compared(facts, bool(shares)))
    if outcomes := _outcomes(facts):
        said.append(outcomes)
    if gaps:
        said.append(_how_many(gaps))
    return said


def _of_gaps(gaps: Series, facts: Facts, shares: _Shares) -> Sentence:
    marked = " (prompts that state it)" if gaps.marked else ""
    lead = f"{first_upper(attribute_name(gaps.name))} against {gaps.reference}{marked}"
    compared = gaps.apart or list(gaps.estimates)
    beyond = _largest_first(compared, "beyond chance")
    undecided = _largest_first(compared, "undecided")
    text = []
    if beyond:
        text.append(f"{_so_many(len(beyond), len(compared))} beyond chance.")
        told = [_described(one, gaps, facts, shares) for one in beyond[:_NAMED]]
        text.append(("Largest gap: " if len(beyond) > 1 else "") + "; ".join(told) + ".")
    else:
        n = int(median(one.n for one in compared))
        floor = median(one.floor_high or 0.0 for one in compared)
        text.append(
            f"Nothing stands out: {_so_many(0, len(compared))} beyond chance. At n = {n},"
            f" gaps below about {percent(floor)} cannot be told from chance."
        )
    if undecided:
        names = listed([stratum_name(one.stratum) for one in undecided], most=4)
        text.append(f"Undecided, because images are missing that could close the gap: {names}.")
    return Sentence(lead, " ".join(text))


def _so_many(some: int, total: int) -> str:
    if total == 1:
        return "the only stratum lies" if some else "the only stratum does not lie"
    verb = "lies" if some == 1 else "lie"
    return f"{some or 'none'} of {total} strata {'lies' if not some else verb}"


def _largest_first(estimates: Sequence[Estimate], wanted: str) -> list[Estimate]:
    found = [one for one in estimates if verdict(one) == wanted]
    return sorted(found, key=lambda one: (-one.value, one.stratum))


def _described(gap: Estimate, gaps: Series, facts: Facts, shares: _Shares) -> str:
    size = f"gap {percent(gap.value)}, {_interval(gap)}, n {gap.n}"
    stated = reference_shares(facts.references, gap.attribute, gap.stratum).get(gap.reference or "")
    attribute = gaps.attribute
    seen = {
        category: one.value
        for category in (attribute.categories if attribute else ())
        if (one := shares.get((gap.attribute, gap.readers, gap.stratum, category)))
    }
    if attribute is None or not stated or not seen:
        return f"{stratum_name(gap.stratum)} ({size})"
    what, observed, expected = _contrast(attribute, seen, stated)
    return (
        f"{stratum_name(gap.stratum)}, {percent(observed)} {what} where {gap.reference} has"
        f" {percent(expected)} ({size})"
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
        return f"tones {names[0]} to {names[-1]}"
    return f"{names[0]} to {names[-1]}"


def _interval(one: Estimate) -> str:
    return f"{percent(one.level)} interval {interval(one.low, one.high)}"


def _of_the_rest(rest: Sequence[Series]) -> list[Sentence]:
    said = []
    for name in dict.fromkeys(one.reference for one in rest):
        found = []
        for one in (one for one in rest if one.reference == name):
            compared = one.apart or list(one.estimates)
            if beyond := _largest_first(compared, "beyond chance"):
                found.append(f"{attribute_name(one.name)} ({len(beyond)} of {len(compared)})")
        text = f"beyond chance in {listed(found, most=9)} strata." if found else "none."
        said.append(Sentence(f"Other attributes against {name}", text))
    return said


def _nothing_compared(facts: Facts, shares: bool) -> Sentence:
    lead = "No representation gap"
    refused = [one for one in facts.numbers.not_estimated if one.measure == "representation_gap"]
    if refused:
        return Sentence(lead, f"Nothing was compared: {refused[0].reason}.")
    if not facts.outcomes["ok"]:
        return Sentence(lead, "No image came, so there is nothing to compare.")
    if shares:
        return Sentence(lead, "The run names no reference, so shares stand for themselves.")
    return Sentence(
        lead,
        "No reader of this run reads anything off people in the pictures, so nothing can be said"
        " of whom they show. What was read is below.",
    )


def _outcomes(facts: Facts) -> Sentence | None:
    """Return which requests brought no image, and where most."""
    rates = [one for one in facts.numbers.estimates if one.measure == "outcome_rate" and one.value]
    text = []
    for outcome in ("refused", "filtered", "failed"):
        n = facts.outcomes[outcome]
        if not n:
            continue
        worst = max(
            (one for one in rates if one.category == outcome and one.stratum != ALL),
            key=lambda one: (one.value, one.stratum),
            default=None,
        )
        where = ""
        if worst and len(facts.strata) > 1:
            where = f"; most in {worst.stratum}: {percent(worst.value)} of {worst.n}"
            where += f" ({_interval(worst)})"
        share = percent(n / facts.requested)
        verb = "was" if n == 1 else "were"
        did = "failed" if outcome == "failed" else f"{verb} {OUTCOME_WORDS[outcome]}"
        text.append(f"{counted(n, 'request')} ({share}) {did}{where}.")
    return Sentence("Requests without an image", " ".join(text)) if text else None


def _how_many(gaps: Sequence[Series]) -> Sentence:
    total = sum(len(one.apart or one.estimates) for one in gaps)
    return Sentence(
        "Read with care",
        f"{counted(total, 'gap')} {'was' if total == 1 else 'were'} compared. Where a model agrees"
        " with a reference, up to 5 in 100 gaps look larger than chance all the same.",
    )
