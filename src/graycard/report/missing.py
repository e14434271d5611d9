"""What is missing, and what was not estimated: grouped, so that it can be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from graycard.counts import ALL
from graycard.language import retell, say
from graycard.report.asked import asked
from graycard.report.facts import Facts
from graycard.report.further import TOLD
from graycard.report.numbers import NONE, count, percent
from graycard.report.safe import in_sentence, without_folders
from graycard.report.table import Table
from graycard.report.words import (
    aside,
    attribute_name,
    category_name,
    listed,
    measure_name,
    outcome_word,
    stratum_name,
)
from graycard.types import OUTCOMES, NotEstimated

_DIGITS: Final = re.compile(r"\d+")

_NAMED: Final = 3
"""Attributes that are named of those which are missing together."""

_CAUTIONS: Final = 8

_LONGEST_NAME: Final = 120
"""Of a file or prompt that is named, in letters."""


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
    # What a reader misses together, such as all that it reads off a face, is one row.
    together: dict[tuple[str, str, tuple[tuple[str, int], ...]], list[str]] = {}
    for (attribute, reader, reason), strata in where.items():
        together.setdefault((reader, reason, tuple(strata.items())), []).append(attribute)
    rows = tuple(
        (
            listed([attribute_name(one) for one in attributes], most=_NAMED),
            reader.partition("@")[0],
            retell(reason),
            _of_all(totals[attributes[0], reader, reason], came),
            percent(totals[attributes[0], reader, reason] / came),
            _most(where[attributes[0], reader, reason]),
        )
        for (reader, reason, _), attributes in sorted(
            together.items(), key=lambda item: -totals[item[1][0], item[0][0], item[0][1]]
        )
    )
    return Table(
        caption=say("Images that came and could not be read, by reason"),
        columns=(
            say("attribute"),
            say("reader"),
            say("reason"),
            say("images"),
            say("share"),
            say("most in"),
        ),
        rows=rows,
    )


def unmet_table(facts: Facts) -> Table | None:
    """Return why requests brought no image, with some of them by name; None if all brought one."""
    if not facts.requests.unmet:
        return None
    words = asked(facts)
    return Table(
        caption=words.why_without,
        columns=(say("outcome"), say("why"), words.many, say("share"), say("such as")),
        rows=tuple(
            (
                words.failed if one.outcome == "failed" else outcome_word(one.outcome),
                without_folders(retell(one.detail)) if one.detail else say("no reason was given"),
                _of_all(one.n, facts.requested),
                percent(one.n / facts.requested),
                listed([in_sentence(name, longest=_LONGEST_NAME) for name in one.names]),
            )
            for one in facts.requests.unmet
        ),
    )


def not_estimated_table(facts: Facts) -> Table | None:
    """Return what was not estimated of the measures that are told at length, and why.

    A row is a reason; reasons that differ in numbers only are one.

    Returns:
        None if everything was estimated.
    """
    main = [one for one in facts.numbers.not_estimated if one.measure in TOLD]
    return _why(say("What was not estimated, and why"), main)


def not_estimated_besides_table(facts: Facts) -> Table | None:
    """Return the same of all other measures: much of it does not apply to this run at all."""
    others = [one for one in facts.numbers.not_estimated if one.measure not in TOLD]
    return _why(say("What was not estimated of the further measures, and why"), others)


def _why(caption: str, refused: Sequence[NotEstimated]) -> Table | None:
    groups: dict[tuple[str, str], list[NotEstimated]] = {}
    for one in refused:
        key = (one.measure, _DIGITS.sub("0", one.reason))
        groups.setdefault(key, []).append(one)
    if not groups:
        return None
    return Table(
        caption=caption,
        columns=(
            say("measure"),
            say("of"),
            say("strata"),
            say("images"),
            say("reference"),
            say("reason"),
        ),
        rows=tuple(_group(measure, group) for (measure, _), group in groups.items()),
    )


def _group(measure: str, group: Sequence[NotEstimated]) -> tuple[str, ...]:
    references = sorted({one.reference for one in group if one.reference})
    return (
        measure_name(measure),
        listed(sorted({_of(one) for one in group}), most=6),
        listed(sorted({in_sentence(stratum_name(one.stratum)) for one in group}), most=6),
        count(_images(group)),
        listed(references, most=4) or NONE,
        _reason(group),
    )


def _of(one: NotEstimated) -> str:
    if one.attribute == ALL:
        return say("all attributes")
    of = attribute_name(one.attribute)
    return of + aside(category_name(one.attribute, one.category)) if one.category else of


def _of_all(n: int, total: int) -> str:
    return say("{n} of {total}", n=count(n), total=count(total))


def _images(group: Sequence[NotEstimated]) -> int:
    """Return how many images these strata have together, each counted once."""
    requested = {one.stratum: one.requested for one in group}
    return requested[ALL] if ALL in requested else sum(requested.values())


def _reason(group: Sequence[NotEstimated]) -> str:
    """Return the reason; where it differs in numbers, that of all together or of the first."""
    first = group[0]
    if len({one.reason for one in group}) == 1:
        same = retell(first.reason)
        each = len({one.stratum for one in group}) > 1 and _DIGITS.search(first.reason)
        return say("in each: {reason}", reason=same) if each else same
    for one in group:
        if one.stratum == ALL:
            return say("all together: {reason}", reason=retell(one.reason))
    return say(
        "for example {stratum}: {reason}",
        stratum=in_sentence(stratum_name(first.stratum)),
        reason=retell(first.reason),
    )


def _most(strata: Counter[str]) -> str:
    top = sorted(strata.items(), key=lambda item: (-item[1], item[0]))[:3]
    return listed([in_sentence(stratum_name(one)) + aside(count(n)) for one, n in top])


def cautions(facts: Facts) -> list[str]:
    """Return the cautions that stand with the numbers, each once, the most frequent first."""
    names = {one.name for one in facts.references}
    names |= {one.model for one in facts.readers if one.model is not None}
    every = (caution for one in facts.numbers.estimates for caution in one.cautions)
    counter = Counter(_general(every, names))
    most = sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:_CAUTIONS]
    return [retell(text) for text, _ in most]


def _general(texts: Iterable[str], names: Iterable[str]) -> Iterable[str]:
    """Drop cautions that name numbers of one stratum, which the tables have; a name is none."""
    for text in texts:
        without = text
        for name in names:
            without = without.replace(name, "")
        if not any(letter.isdigit() for letter in without):
            yield text
