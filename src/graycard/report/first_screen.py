"""The first sentence: what a reader would repeat to somebody else."""

from __future__ import annotations

from graycard.language import say, several
from graycard.report.contrast import contrast
from graycard.report.facts import Facts
from graycard.report.how_sure import FEW, by_chance, images_each
from graycard.report.not_known import doubtful
from graycard.report.numbers import count, percent
from graycard.report.safe import in_sentence
from graycard.report.series import Series, is_even, series
from graycard.report.verdicts import verdict
from graycard.report.words import (
    FIRST,
    aside,
    attribute_name,
    first_upper,
    listed,
    paragraph,
    rank,
    stratum_name,
)
from graycard.types import Estimate


def in_a_sentence(facts: Facts) -> str:
    """Return what a reader would repeat to somebody else, chance allowed for.

    Of all gaps beyond chance the one whose interval begins highest leads: so large it is at least.
    Observed gaps cannot be compared, since chance alone makes them larger where there are fewer
    images or more categories; the lower ends allow for that. Of several that begin as high, the one
    furthest above its chance floor leads, then the report's order of attributes decides. What is
    doubtful on these pictures leads only where nothing else differs. Of an attribute with several
    references, the first that it differs from speaks.
    """
    if not facts.outcomes["ok"]:
        return say("No image came: nothing can be said of what is shown.")
    every = series(facts, "representation_gap")
    gaps = [one for one in every if one.name in FIRST] or every
    if not gaps:
        return say("Nothing was compared with a reference: this is what was read, and how surely.")
    far = [(one, beyond) for one in gaps if (beyond := _beyond(one))]
    if not far:
        others = [one for one in every if one not in gaps]
        return paragraph([_none_differs(gaps), *_others_differ(others)])
    told = {one.name: (one, beyond) for one, beyond in reversed(far)}
    ranked = sorted(told.values(), key=lambda pair: rank(pair[0].name))
    unsure = "skin_tone" if doubtful(facts) else ""
    sure = [pair for pair in ranked if pair[0].name != unsure] or ranked
    first, beyond = max(sure, key=lambda pair: max(map(_size, pair[1])))
    sentences = [_differs(first, beyond, max(beyond, key=_size), facts)]
    also = [
        say(
            "{attribute} ({some} of {all})",
            attribute=attribute_name(one.name),
            some=count(len(some)),
            all=count(len(one.compared)),
        )
        for one, some in ranked
        if one is not first
    ]
    if also:
        sentences.append(say("So does {others}.", others=listed(also)))
    if unsure in told:
        sentences.append(say("But skin tones are doubtful here: see what is not known."))
    if images_each(gaps) < FEW:
        sentences.append(
            several(
                images_each(gaps),
                "With {n} image for each group of prompts this is a reason to make more images, not"
                " a result.",
                "With {n} images for each group of prompts this is a reason to make more images,"
                " not a result.",
                n=images_each(gaps),
            )
        )
    return paragraph(sentences)


def _none_differs(gaps: list[Series]) -> str:
    names = [attribute_name(name) for name in dict.fromkeys(one.name for one in gaps)]
    return several(
        images_each(gaps),
        "No difference in {attributes} from a reference is larger than chance explains; at {n}"
        " image for each group of prompts, only gaps above about {floor} could have shown.",
        "No difference in {attributes} from a reference is larger than chance explains; at {n}"
        " images for each group of prompts, only gaps above about {floor} could have shown.",
        attributes=listed(names),
        n=images_each(gaps),
        floor=by_chance(gaps),
    )


def _others_differ(gaps: list[Series]) -> list[str]:
    """Return that something differs of which nobody asks first, in at most one sentence."""
    names = dict.fromkeys(attribute_name(one.name) for one in gaps if _beyond(one))
    if not names:
        return []
    said = say(
        "Other attributes differ by more: {attributes}.", attributes=listed([*names], most=4)
    )
    return [said]


def _differs(gaps: Series, beyond: list[Estimate], largest: Estimate, facts: Facts) -> str:
    """Return where an attribute differs from its reference, and most clearly."""
    attribute = first_upper(attribute_name(gaps.name))
    reference = say("even shares") if is_even(gaps, facts.references) else gaps.reference
    stratum = in_sentence(stratum_name(largest.stratum))
    shown, total = _shown(largest, gaps, facts), len(gaps.compared)
    if total == 1:
        return say(
            "{attribute} differs from {reference} by more than chance explains in “{stratum}”"
            "{shown}, the only group of prompts that could be compared.",
            attribute=attribute,
            reference=reference,
            stratum=stratum,
            shown=shown,
        )
    return say(
        "{attribute} differs from {reference} by more than chance explains in {some} of {all}"
        " groups of prompts, most clearly in “{stratum}”{shown}.",
        attribute=attribute,
        reference=reference,
        some=count(len(beyond)),
        all=count(total),
        stratum=stratum,
        shown=shown,
    )


def _shown(gap: Estimate, gaps: Series, facts: Facts) -> str:
    """Return what is shown there and what the reference has, to be added in parentheses."""
    found = contrast(gap, gaps, facts)
    if found is None:
        return ""
    return aside(
        say(
            "{share} {what}, against {stated}",
            share=percent(found.observed),
            what=found.what,
            stated=percent(found.expected),
        )
    )


def _beyond(gaps: Series) -> list[Estimate]:
    return [one for one in gaps.compared if verdict(one) == "beyond chance"]


def _size(gap: Estimate) -> tuple[float, float]:
    """Return what gaps are compared by: how large one is at least, and how far above chance."""
    return gap.low, gap.value - (gap.floor_high or 0.0)
