"""Where an attribute differs from its reference most clearly, and what is shown there."""

from __future__ import annotations

from collections.abc import Iterable

from graycard.language import say
from graycard.report.beyond import beyond, group, size
from graycard.report.contrast import contrast
from graycard.report.facts import Facts
from graycard.report.numbers import count, percent
from graycard.report.safe import in_sentence
from graycard.report.series import Series, reference_name
from graycard.report.words import aside, attribute_name, first_upper, stratum_name
from graycard.types import Estimate


def most_clearly(gaps: Series, alike: Iterable[Series], facts: Facts) -> str:
    """Return where an attribute differs from its reference, and most clearly.

    Args:
        gaps: Of the attribute, something beyond chance.
        alike: All series of the attribute and reference, with this one.
        facts: Of the run.
    """
    far = beyond(gaps)
    largest = max(far, key=size)
    attribute = first_upper(attribute_name(gaps.name)) + gaps.kind
    reference = reference_name(gaps, facts.references)
    stratum = in_sentence(stratum_name(largest.stratum))
    shown, total = _shown(largest, gaps, facts), len(gaps.compared)
    groups = {group(gap) for one in alike for gap in one.compared}
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
        some=count(len(far)),
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
