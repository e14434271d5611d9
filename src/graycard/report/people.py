"""What people say of the pictures, beside what was read off the same run by machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graycard.labels.shares import Labelled
from graycard.labels.worded import worded
from graycard.language import retell, say, several
from graycard.report.facts import Facts
from graycard.report.figures import Figure, share_figure
from graycard.report.numbers import NONE, count, interval, percent
from graycard.report.series import Series
from graycard.report.table import Table
from graycard.report.tables import MOST_ROWS
from graycard.report.words import (
    aside,
    attribute_name,
    category_name,
    first_upper,
    paragraph,
    rank,
    stratum_name,
)
from graycard.types import Estimate


@dataclass(frozen=True, kw_only=True)
class ByPeople:
    """One attribute that people labelled.

    Attributes:
        attribute: Which.
        name: Of it, as a heading.
        said: How it was labelled, and what must be known of it, in sentences.
        figures: Shares by stratum: of prompts that leave it open, and of those that state it.
        series: What the figures show.
        beside: The same shares beside those of the readers of this attribute; None without any.
    """

    attribute: str
    name: str
    said: tuple[str, ...]
    figures: tuple[Figure, ...]
    series: tuple[Series, ...]
    beside: Table | None


def by_people(facts: Facts, labelled: Sequence[Labelled] | None = None) -> tuple[ByPeople, ...]:
    """Return what people say, the attributes that matter first.

    Args:
        facts: Of the run.
        labelled: What was labelled in it since; by default what the facts have.
    """
    found = facts.labelled if labelled is None else labelled
    return tuple(_one(facts, one) for one in sorted(found, key=lambda o: rank(o.rubric.attribute)))


def _one(facts: Facts, one: Labelled) -> ByPeople:
    series = tuple(_series(one))
    return ByPeople(
        attribute=one.rubric.attribute,
        name=first_upper(attribute_name(one.rubric.attribute)),
        said=tuple(_said(one)),
        figures=tuple(share_figure(some, facts.references) for some in series),
        series=series,
        beside=_beside(facts, one),
    )


def _said(one: Labelled) -> Iterator[str]:
    """Yield what must be known of labels, the question first."""
    raters, tally = len(one.tally.raters), one.tally
    question = worded(one.rubric).question
    yield say("Asked: {question} (rubric {id}).", question=question, id=one.rubric.id)
    yield several(raters, "{n} person labelled.", "{n} people labelled.", n=count(raters))
    if one.sample is not None:
        yield several(
            len(one.sample.drawn),
            "{n} of {total} pictures was drawn for it at random (seed {seed}).",
            "{n} of {total} pictures were drawn for it at random (seed {seed}).",
            n=count(len(one.sample.drawn)),
            total=count(one.sample.population),
            seed=one.sample.seed,
        )
    yield say(
        "Of each picture counts what more than half of its raters say. Where that is cannot tell"
        " or not depicted, or where no answer has more than half, the picture is missing."
    )
    if tally.elsewhere:
        yield several(
            tally.elsewhere,
            "{n} label of a picture that was not drawn does not count.",
            "{n} labels of pictures that were not drawn do not count.",
            n=count(tally.elsewhere),
        )
    if tally.otherwise:
        yield several(
            tally.otherwise,
            "{n} label under another rubric, or another version of it, does not count.",
            "{n} labels under another rubric, or another version of it, do not count.",
            n=count(tally.otherwise),
        )
    if not one.shares.estimates:
        for reason in dict.fromkeys(record.reason for record in one.shares.not_estimated):
            yield say("There is no share: {why}.", why=retell(reason))


def _series(one: Labelled) -> Iterator[Series]:
    for marked in (False, True, None):
        estimates = tuple(some for some in one.shares.estimates if some.marked is marked)
        if estimates:
            strata = {some.stratum for some in estimates}
            yield Series(
                measure="share",
                attribute=one.rubric.noun,
                readers=estimates[0].readers,
                reference=None,
                marked=marked,
                kind=_kind(marked),
                estimates=estimates,
                unread={
                    record.stratum: retell(record.reason)
                    for record in one.shares.not_estimated
                    if record.stratum not in strata
                },
            )


def _kind(marked: bool | None) -> str:
    return aside(say("labelled by people")) + _stated(marked)


def _stated(marked: bool | None) -> str:
    return aside(say("prompts that state it")) if marked else ""


def _beside(facts: Facts, one: Labelled) -> Table | None:
    """Return people's shares and readers' side by side, category by category."""
    readers = {
        reader.id: reader.name
        for reader in facts.readers
        for attribute in reader.attributes
        if (attribute.name, attribute.categories) == (one.rubric.attribute, one.rubric.labels)
    }
    if not readers or not one.shares.estimates:
        return None
    read = {
        (some.readers[0], some.stratum, some.category, some.marked): some
        for some in facts.numbers.estimates
        if some.measure == "share" and some.attribute == one.rubric.attribute and some.readers
    }
    rows = [
        (
            stratum_name(some.stratum) + _stated(some.marked),
            category_name(some.attribute, some.category or ""),
            *_cells(some),
            *(
                cell
                for reader in readers
                for cell in _cells(read.get((reader, some.stratum, some.category, some.marked)))
            ),
        )
        for some in one.shares.estimates
    ]
    left = len(rows) - MOST_ROWS
    notes = [say("People labelled a sample; readers read every picture.")]
    if left > 0:
        notes.append(
            several(
                left,
                "{n} more row is not shown.",
                "{n} more rows are not shown.",
                n=count(left),
            )
        )
    headings = [say("people say"), say("n labelled"), say("missing")]
    for name in readers.values():
        headings += [say("{reader} reads", reader=name), say("n read"), say("missing")]
    return Table(
        caption=say(
            "Shares of {attribute}: people's labels beside readings",
            attribute=attribute_name(one.rubric.attribute),
        ),
        columns=(say("stratum"), say("category"), *headings),
        rows=tuple(rows[:MOST_ROWS]),
        note=paragraph(notes),
    )


def _cells(one: Estimate | None) -> tuple[str, str, str]:
    if one is None:
        return NONE, NONE, NONE
    share = percent(one.value) + aside(interval(one.low, one.high))
    return share, count(one.n), count(one.n_missing)
