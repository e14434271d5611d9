"""In what a stratum differs most from a reference, so that a gap says something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from graycard.language import say
from graycard.report.facts import Facts
from graycard.report.numbers import between
from graycard.report.series import Series, reference_shares
from graycard.report.words import attribute_name, category_name
from graycard.types import Attribute, Estimate


@dataclass(frozen=True)
class Contrast:
    """What differs most.

    Attributes:
        what: A category, or on an ordered scale neighbours.
        observed: Its share of the images read that the reference speaks of.
        expected: Its share in the reference.
    """

    what: str
    observed: float
    expected: float


def contrast(gap: Estimate, gaps: Series, facts: Facts) -> Contrast | None:
    """Return in what the stratum of a gap differs most; None where its shares are not there.

    Args:
        gap: One of the series.
        gaps: Its series.
        facts: Of the run.
    """
    stated = reference_shares(facts.references, gap.attribute, gap.stratum).get(gap.reference or "")
    attribute = gaps.attribute
    if attribute is None or not stated:
        return None
    # What the reference does not count is not in the gap.
    compared = tuple(category for category in attribute.categories if category in stated)
    shares = {
        one.category: one.value
        for one in facts.numbers.estimates
        if one.measure == "share"
        and (one.attribute, one.readers, one.marked) == (gaps.name, gaps.readers, gaps.marked)
        and one.stratum == gap.stratum
    }
    seen = {category: shares[category] for category in compared if category in shares}
    total = sum(seen.values())
    if not total:
        return None
    seen = {category: share / total for category, share in seen.items()}
    return _largest(attribute.model_copy(update={"categories": compared}), seen, stated)


def _largest(
    attribute: Attribute, seen: Mapping[str, float], stated: Mapping[str, float]
) -> Contrast:
    """Return what is more often seen than stated, by most: on an ordered scale, neighbours.

    Neighbours begin and end with a category that was seen: a tone that no picture shows is named
    only between two that some do. Where all that is seen too often lies side by side, what differs
    is the whole gap.
    """
    names = attribute.categories
    observed = [seen.get(name, 0.0) for name in names]
    expected = [stated.get(name, 0.0) for name in names]
    if attribute.scale == "ordinal" and len(names) > 4:
        spans = list(combinations(range(len(names) + 1), 2))
        excess = {
            (start, end): sum(observed[start:end]) - sum(expected[start:end])
            for start, end in spans
        }
        # Of what differs by as much, the narrowest: rounding must not widen it.
        start, end = max(spans, key=lambda at: (round(excess[at], 9), at[0] - at[1]))
        shares = (observed[start:end], expected[start:end])
        # Nine tenths and a tenth are all, whatever binary fractions make of them.
        o, e = (round(sum(some), 12) for some in shares)
        return Contrast(_span(attribute, names[start:end]), o, e)
    top = max(range(len(names)), key=lambda i: observed[i] - expected[i])
    what = names[top]
    if len(names) == 2 and what in ("yes", "no"):
        word = attribute_name(attribute.name)
        having = (
            say("with {attribute}", attribute=word)
            if what == "yes"
            else say("without {attribute}", attribute=word)
        )
        return Contrast(having, observed[top], expected[top])
    return Contrast(category_name(attribute.name, what), observed[top], expected[top])


def _span(attribute: Attribute, names: Sequence[str]) -> str:
    first, last = names[0], names[-1]
    if len(names) == 1:
        return category_name(attribute.name, first)
    if attribute.name == "skin_tone":
        return say("in tones {first} to {last}", first=first, last=last)
    return between(category_name(attribute.name, first), category_name(attribute.name, last))
