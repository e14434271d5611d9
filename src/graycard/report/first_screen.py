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

_SPEAKS: Final = (False, None, True)
"""Whether prompts state what is measured: what is shown by default speaks first."""

_NAMED: Final = 2
"""Attributes that the verdict names of those that nobody asks for first."""


def in_a_sentence(facts: Facts) -> str:
    """Return what a reader would repeat to somebody else, chance allowed for.

    Of all gaps beyond chance the one whose interval begins highest leads: so large it is at least.
    Observed gaps cannot be compared, since chance alone makes them larger where there are fewer
    images or more categories; the lower ends allow for that. Of several that begin as high, the one
    furthest above its chance floor leads, then the report's order of attributes decides. What is
    doubtful on these pictures leads only where nothing else differs. Of an attribute, prompts that
    leave it open speak before those that state it, and of several references the first that it
    differs from.
    """
    if not facts.outcomes["ok"]:
        return say("No image came: nothing can be said of what is shown.")
    every = series(facts, "representation_gap")
    gaps = [one for one in every if one.name in FIRST] or every
    if not gaps:
        return say("Nothing was compared with a reference: this is what was read, and how surely.")
    by_marks = sorted(gaps, key=lambda one: _SPEAKS.index(one.marked))
    far = {one.name: one for one in reversed(by_marks) if _beyond(one)}
    told = sorted(far.values(), key=lambda one: rank(one.name))
    others = [one for one in every if one not in gaps and _beyond(one)]
    unsure = {*_OF_SKIN} if doubtful(facts) else set()
    sentences = _differences(told, gaps, unsure, facts) if told else [_none_differs(gaps)]
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


def _differences(
    told: list[Series], gaps: list[Series], unsure: set[str], facts: Facts
) -> list[str]:
    """Return which attributes differ, the surest first, and what the other groups do not show.

    Args:
        told: One series of each attribute, something in it beyond chance, in the report's order.
        gaps: All series, of other prompts and readers too.
        unsure: Names of attributes that are doubtful on these pictures.
        facts: Of the run.
    """
    sure = [one for one in told if one.name not in unsure] or told
    first = max(sure, key=lambda one: max(map(_size, _beyond(one))))
    said = [_differs(first, _alike(first, gaps), facts)]
    also = _by_reference([one for one in told if one is not first], facts)
    if same := also.pop(_reference(first, facts), []):
        said.append(say("So does {others}.", others=listed(same)))
    if also:
        differ = _from_references(also)
        said.append(say("There are also differences beyond chance {differ}.", differ=differ))
    if any(_left_open(one, _alike(one, gaps)) for one in told):
        said.append(say("The other groups are not shown to agree."))
    return said


def _alike(told: Series, gaps: list[Series]) -> list[Series]:
    """Return all series of the attribute and reference: of other prompts and readers, too."""
    return [one for one in gaps if (one.name, one.reference) == (told.name, told.reference)]


def _left_open(told: Series, alike: list[Series]) -> bool:
    """Return whether a group of prompts was compared that is not shown to differ."""
    compared = (gap for one in alike for gap in one.compared)
    near = {_group(gap) for gap in compared if verdict(gap) != "beyond chance"}
    return bool(near - {_group(gap) for gap in _beyond(told)})


def _group(gap: Estimate) -> tuple[str, bool | None]:
    """Return which group of prompts this is: a stratum may have some that state it, and others."""
    return gap.stratum, gap.marked


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
    most_first = sorted(gaps, key=lambda one: -len(_beyond(one)) / len(one.compared))
    found = _by_reference(most_first, facts)
    if not found:
        return ""
    return say("Other attributes differ beyond chance: {differ}.", differ=_from_references(found))


def _by_reference(gaps: list[Series], facts: Facts) -> dict[str, list[str]]:
    """Return what differs, in how many groups of prompts, by what it differs from."""
    found: dict[str, list[str]] = {}
    for one in gaps:
        found.setdefault(_reference(one, facts), []).append(_counted(one))
    return found


def _from_references(found: dict[str, list[str]]) -> str:
    return clauses(
        [
            say(
                "from {reference} in {attributes}",
                reference=reference,
                attributes=listed(named, most=_NAMED),
            )
            for reference, named in found.items()
        ]
    )


def _counted(gaps: Series) -> str:
    """Return an attribute with in how many groups of which prompts it differs."""
    return say(
        "{attribute} ({some} of {all})",
        attribute=attribute_name(gaps.name) + gaps.kind,
        some=count(len(_beyond(gaps))),
        all=count(len(gaps.compared)),
    )


def _reference(gaps: Series, facts: Facts) -> str:
    return say("even shares") if is_even(gaps, facts.references) else gaps.reference or ""


def _differs(gaps: Series, alike: list[Series], facts: Facts) -> str:
    """Return where an attribute differs from its reference, and most clearly.

    Args:
        gaps: Of the attribute, something beyond chance.
        alike: All series of the attribute and reference, with this one.
        facts: Of the run.
    """
    beyond = _beyond(gaps)
    largest = max(beyond, key=_size)
    attribute = first_upper(attribute_name(gaps.name)) + gaps.kind
    reference = _reference(gaps, facts)
    stratum = in_sentence(stratum_name(largest.stratum))
    shown, total = _shown(largest, gaps, facts), len(gaps.compared)
    groups = {_group(gap) for one in alike for gap in one.compared}
    if len(groups) == 1:
        return say(
            "{attribute} differs from {reference} by more than chance explains in “{stratum}”"
            "{shown}, the only group of prompts that could be compared.",
            attribute=attribute,
            reference=reference,
            stratum=stratum,
            shown=shown,
        )
    if total == 1:
        return say(
            "{attribute} differs from {reference} by more than chance explains in “{stratum}”"
            "{shown}, one of {all} groups of prompts that could be compared.",
            attribute=attribute,
            reference=reference,
            stratum=stratum,
            shown=shown,
            all=count(len(groups)),
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
