"""The first sentence: what a reader would repeat to somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graycard.language import say, several
from graycard.report.beyond import beyond, group, size
from graycard.report.counted import by_reference, from_references
from graycard.report.facts import Facts
from graycard.report.how_sure import FEW, by_chance, images_each
from graycard.report.most_clearly import most_clearly
from graycard.report.not_known import doubtful
from graycard.report.series import Series, reference_name, series
from graycard.report.verdicts import verdict
from graycard.report.words import FIRST, attribute_name, listed, paragraph, rank

_OF_SKIN: Final = ("skin_tone", "skin_tone_class")
"""Attributes that are doubtful where the colours of skin are."""


@dataclass(frozen=True)
class InShort:
    """What a reader would repeat to somebody else, chance allowed for.

    Attributes:
        lead: The verdict, with what takes back from it.
        besides: What it does not speak of; empty if nothing.
    """

    lead: str
    besides: str = ""


def in_short(facts: Facts) -> InShort:
    """Return the verdict on a run.

    Of all gaps beyond chance the one whose interval begins highest leads: so large it is at least.
    Observed gaps cannot be compared, since chance alone makes them larger where there are fewer
    images or more categories; the lower ends allow for that. Of several that begin as high, the one
    furthest above its chance floor leads, then the report's order of attributes decides. What is
    doubtful on these pictures leads only where nothing else differs. Of an attribute, prompts that
    leave it open speak before those of which it is not known, and of several references the first
    that it differs from. Prompts that state what is measured have no part in it: that they are
    followed is no bias.
    """
    if not facts.outcomes["ok"]:
        return InShort(say("No image came: nothing can be said of what is shown."))
    every = [one for one in series(facts, "representation_gap") if not one.marked]
    gaps = [one for one in every if one.name in FIRST] or every
    if not gaps:
        return InShort(_nothing_compared(facts))
    known_first = sorted(gaps, key=lambda one: one.marked is None)
    far = {one.name: one for one in reversed(known_first) if beyond(one)}
    told = sorted(far.values(), key=lambda one: rank(one.name))
    others = [one for one in every if one not in gaps and beyond(one)]
    unsure = {*_OF_SKIN} if doubtful(facts) else set()
    lead = _differences(told, gaps, unsure, facts) if told else [_none_differs(gaps)]
    besides = []
    if any(_left_open(one, _alike(one, gaps)) for one in told):
        besides.append(say("The other groups are not shown to agree."))
    besides.append(_others_differ(others, facts))
    for sentences, about in ((lead, told), (besides, others)):
        if unsure & {one.name for one in about}:
            sentences.append(say("But skin tones are doubtful here: see what is not known."))
            break
    if told and images_each(gaps) < FEW:
        lead.append(
            several(
                images_each(gaps),
                "With {n} image for each group of prompts this is a reason to make more images, not"
                " a result.",
                "With {n} images for each group of prompts this is a reason to make more images,"
                " not a result.",
                n=images_each(gaps),
            )
        )
    return InShort(paragraph(lead), paragraph(besides))


def _nothing_compared(facts: Facts) -> str:
    refused = {one.measure for one in facts.numbers.not_estimated}
    if facts.requests.marks == {True} and "representation_gap" in refused:
        return say(
            "The prompts state what is measured, so nothing was compared with a reference: this is"
            " what was read, and how surely."
        )
    return say("Nothing was compared with a reference: this is what was read, and how surely.")


def _differences(
    told: list[Series], gaps: list[Series], unsure: set[str], facts: Facts
) -> list[str]:
    """Return which attributes differ, the surest first.

    Args:
        told: One series of each attribute, something in it beyond chance, in the report's order.
        gaps: All series, of other prompts and readers too.
        unsure: Names of attributes that are doubtful on these pictures.
        facts: Of the run.
    """
    sure = [one for one in told if one.name not in unsure] or told
    first = max(sure, key=lambda one: max(map(size, beyond(one))))
    said = [most_clearly(first, _alike(first, gaps), facts)]
    also = by_reference([one for one in told if one is not first], facts)
    if same := also.pop(reference_name(first, facts.references), []):
        said.append(say("So does {others}.", others=listed(same)))
    if also:
        differ = from_references(also)
        said.append(say("There are also differences beyond chance {differ}.", differ=differ))
    return said


def _alike(told: Series, gaps: list[Series]) -> list[Series]:
    """Return all series of the attribute and reference: of other prompts and readers, too."""
    return [one for one in gaps if (one.name, one.reference) == (told.name, told.reference)]


def _left_open(told: Series, alike: list[Series]) -> bool:
    """Return whether a group of prompts was compared that is not shown to differ."""
    compared = (gap for one in alike for gap in one.compared)
    near = {group(gap) for gap in compared if verdict(gap) != "beyond chance"}
    return bool(near - {group(gap) for gap in beyond(told)})


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
    most_first = sorted(gaps, key=lambda one: -len(beyond(one)) / len(one.compared))
    found = by_reference(most_first, facts)
    if not found:
        return ""
    return say("Other attributes differ beyond chance: {differ}.", differ=from_references(found))
