"""The first sentence: what a reader would repeat to somebody else."""

from __future__ import annotations

from typing import Final

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
    clauses,
    first_upper,
    listed,
    paragraph,
    rank,
    stratum_name,
)
from graycard.types import Estimate

_OF_SKIN: Final = ("skin_tone", "skin_tone_class")
"""Attributes that are doubtful where the colours of skin are."""

_NAMED: Final = 2
"""Attributes that the verdict names of those that nobody asks for first."""


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
    far = {one.name: one for one in reversed(gaps) if _beyond(one)}
    told = sorted(far.values(), key=lambda one: rank(one.name))
    others = [one for one in every if one not in gaps and _beyond(one)]
    unsure = {*_OF_SKIN} if doubtful(facts) else set()
    sentences = _differences(told, unsure, facts) if told else [_none_differs(gaps)]
    sentences.append(_others_differ(others, facts))
    if unsure & {one.name for one in (*told, *others)}:
        sentences.append(say("But skin tones are doubtful here: see what is not known."))
    if told and images_each(gaps) < FEW:
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


def _differences(told: list[Series], unsure: set[str], facts: Facts) -> list[str]:
    """Return which attributes differ, the surest first, and what the other groups do not show.

    Args:
        told: One series of each attribute, something in it beyond chance, in the report's order.
        unsure: Names of attributes that are doubtful on these pictures.
        facts: Of the run.
    """
    sure = [one for one in told if one.name not in unsure] or told
    first = max(sure, key=lambda one: max(map(_size, _beyond(one))))
    said = [_differs(first, facts)]
    also = [_counted(one, attribute_name(one.name)) for one in told if one is not first]
    if also:
        said.append(say("So does {others}.", others=listed(also)))
    if any(len(_beyond(one)) < len(one.compared) for one in told):
        said.append(say("The other groups are not shown to agree."))
    return said


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


def _others_differ(gaps: list[Series], facts: Facts) -> str:
    """Return what else differs of which nobody asks first, from each reference; empty if nothing.

    A verdict has room for few: what differs in most groups of prompts is named, the rest counted.

    Args:
        gaps: Those of which something is beyond chance.
        facts: Of the run.
    """
    found: dict[str, list[str]] = {}
    for one in sorted(gaps, key=lambda one: -len(_beyond(one)) / len(one.compared)):
        named = _counted(one, attribute_name(one.name) + one.kind)
        found.setdefault(_reference(one, facts), []).append(named)
    if not found:
        return ""
    differ = [
        say(
            "from {reference} in {attributes}",
            reference=reference,
            attributes=listed(named, most=_NAMED),
        )
        for reference, named in found.items()
    ]
    return say("Other attributes differ beyond chance: {differ}.", differ=clauses(differ))


def _counted(gaps: Series, name: str) -> str:
    """Return a name with in how many groups of prompts that differs."""
    return say(
        "{attribute} ({some} of {all})",
        attribute=name,
        some=count(len(_beyond(gaps))),
        all=count(len(gaps.compared)),
    )


def _reference(gaps: Series, facts: Facts) -> str:
    return say("even shares") if is_even(gaps, facts.references) else gaps.reference or ""


def _differs(gaps: Series, facts: Facts) -> str:
    """Return where an attribute differs from its reference, and most clearly."""
    beyond = _beyond(gaps)
    largest = max(beyond, key=_size)
    attribute = first_upper(attribute_name(gaps.name))
    reference = _reference(gaps, facts)
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
