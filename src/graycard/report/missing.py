"""What is missing, and what was not estimated: grouped, so that it can be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from graycard.report.facts import Facts
from graycard.report.numbers import NONE, count, percent
from graycard.report.safe import in_sentence
from graycard.report.table import Table
from graycard.report.words import attribute_name, listed, stratum_name
from graycard.types import OUTCOMES


def missing_table(facts: Facts) -> Table | None:
    """Return images that came and have no reading, by attribute and reason; None if there are none.

    Requests that brought no image are told by the outcome rates and not again here.
    """
    totals: Counter[tuple[str, str, str]] = Counter()
    where: dict[tuple[str, str, str], Counter[str]] = {}
    for one in facts.missing:
        if one.reason not in OUTCOMES and one.reader:
            key = (one.attribute, one.reader, one.reason)
            totals[key] += one.n
            where.setdefault(key, Counter())[one.stratum] += one.n
    if not totals:
        return None
    came = facts.outcomes["ok"]
    rows = tuple(
        (
            attribute_name(attribute),
            reader.partition("@")[0],
            reason,
            f"{count(n)} of {count(came)}",
            percent(n / came),
            _most(where[attribute, reader, reason]),
        )
        for (attribute, reader, reason), n in sorted(totals.items(), key=lambda item: -item[1])
    )
    return Table(
        caption="Images that came and could not be read, by reason",
        columns=("attribute", "reader", "reason", "images", "share", "most in"),
        rows=rows,
    )


def not_estimated_table(facts: Facts) -> Table | None:
    """Return what was not estimated: one row for each reason, with what it kept from being said."""
    groups: dict[tuple[str, str], dict[str, set[str]]] = {}
    for one in facts.numbers.not_estimated:
        group = groups.setdefault((one.measure, one.reason), {"attribute": set(), "stratum": set()})
        group["attribute"].add(attribute_name(one.attribute))
        group["stratum"].add(in_sentence(stratum_name(one.stratum)))
    if not groups:
        return None
    references = _references(facts)
    rows = tuple(
        (
            attribute_name(measure),
            listed(sorted(group["attribute"]), most=6),
            listed(sorted(group["stratum"]), most=6),
            listed(sorted(references[measure, reason]), most=4) or NONE,
            reason,
        )
        for (measure, reason), group in groups.items()
    )
    return Table(
        caption="What was not estimated, and why",
        columns=("measure", "of", "strata", "reference", "reason"),
        rows=rows,
    )


def _references(facts: Facts) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for one in facts.numbers.not_estimated:
        names = found.setdefault((one.measure, one.reason), set())
        if one.reference:
            names.add(one.reference)
    return found


def _most(strata: Counter[str]) -> str:
    top = sorted(strata.items(), key=lambda item: (-item[1], item[0]))[:3]
    return listed([f"{in_sentence(stratum)} ({count(n)})" for stratum, n in top])


def cautions(facts: Facts) -> list[str]:
    """Return the cautions that stand with the numbers, each once, the most frequent first."""
    counter = Counter(_general(c for one in facts.numbers.estimates for c in one.cautions))
    return [text for text, _ in sorted(counter.items(), key=lambda item: (-item[1], item[0]))][:8]


def _general(texts: Iterable[str]) -> Iterable[str]:
    """Drop cautions that name numbers of one stratum: the tables have these."""
    return (text for text in texts if not any(letter.isdigit() for letter in text))
