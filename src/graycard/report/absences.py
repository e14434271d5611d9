"""What the first screen says of things that are not there: comparisons, and images."""

from __future__ import annotations

from collections import Counter
from typing import Final

from graycard.counts import ALL
from graycard.language import retell, say
from graycard.report.asked import asked
from graycard.report.facts import Facts
from graycard.report.numbers import interval, percent
from graycard.report.safe import in_sentence
from graycard.report.series import shares_of
from graycard.report.table import Finding, Said
from graycard.report.words import (
    attribute_name,
    clauses,
    first_upper,
    level_name,
    paragraph,
    rank,
    stratum_name,
)
from graycard.roles import WHOLE_FOLDER, WITHOUT_PROMPT

_NAMED: Final = 3
"""Strata that are named of those with the most images missing."""


def nothing_compared(facts: Facts) -> Finding:
    """Return why there is no gap, in the order in which the causes exclude one another."""
    refused = [one for one in facts.numbers.not_estimated if one.measure == "representation_gap"]
    shared = any(one.measure == "share" for one in facts.numbers.estimates)
    if not facts.outcomes["ok"]:
        why = [say("No image came, so there is nothing to compare.")]
    elif not any(one.categories and one.parity for one in facts.attributes.values()):
        why = [
            say(
                "No reader of this run reads an attribute with categories of what is shown, such as"
                " perceived presentation or skin tone, and only such an attribute can be compared"
                " with a reference. What was read is below."
            )
        ]
    elif not shared:
        why = [_nothing_read(facts)]
    elif refused:
        together = [one for one in refused if one.stratum == ALL] or refused
        reason = Counter(one.reason for one in together).most_common(1)[0][0]
        why = [say("{reason}.", reason=first_upper(retell(reason)))]
    else:
        why = [say("The run names no reference: its shares stand for themselves.")]
    nameless = {stratum.name for stratum in facts.strata} <= {WHOLE_FOLDER, WITHOUT_PROMPT}
    if nameless and not facts.requests.with_prompt and not (shared and refused):
        why.append(
            say("Nor are the prompts known, so there is nothing that a reference could be about.")
        )
    return Finding(say("Nothing was compared"), (Said(paragraph(why)),))


def _nothing_read(facts: Facts) -> str:
    reasons: dict[tuple[str, str], Counter[str]] = {}
    for one in facts.missing:
        if one.attribute in facts.attributes and facts.attributes[one.attribute].categories:
            key = (one.attribute, one.reader)
            reasons.setdefault(key, Counter())[one.reason] += one.n
    none = asked(facts).none_read(facts.requested)
    if len({shares_of(counter) for counter in reasons.values()}) == 1:
        return say("{none}: {reasons}.", none=none, reasons=shares_of(next(iter(reasons.values()))))
    said = [
        say(
            "{attribute}: {reasons}",
            attribute=attribute_name(attribute),
            reasons=shares_of(reasons[attribute, reader]),
        )
        for attribute, reader in sorted(reasons, key=lambda key: (rank(key[0]), key[1]))
    ]
    return say("{none} ({attributes}).", none=none, attributes=clauses(said[:_NAMED]))


def without_image(facts: Facts) -> Finding | None:
    """Return which requests brought no image, and where most."""
    words = asked(facts)
    rates = [one for one in facts.numbers.estimates if one.measure == "outcome_rate"]
    said = []
    for outcome in ("refused", "filtered", "failed"):
        n = facts.outcomes[outcome]
        if not n:
            continue
        said.append(Said(words.gone_of_all(outcome, n, facts.requested)))
        apart = [one for one in rates if one.category == outcome and one.stratum != ALL]
        apart.sort(key=lambda one: (-one.value, one.stratum))
        if len(facts.strata) > 1:
            points = tuple(
                say(
                    "{stratum}: {share} ({level} {interval}; n {n})",
                    stratum=in_sentence(stratum_name(one.stratum)),
                    share=percent(one.value),
                    level=level_name(one.level),
                    interval=interval(one.low, one.high),
                    n=one.n,
                )
                for one in apart[:_NAMED]
                if one.value
            )
            if len({one.value for one in apart}) > 1:
                said[-1] = Said(paragraph([said[-1].text, say("Most in:")]), points)
            else:
                said[-1] = Said(paragraph([said[-1].text, say("As many in every stratum.")]))
    return Finding(words.without, tuple(said)) if said else None
