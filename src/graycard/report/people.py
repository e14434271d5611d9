"""What people say of the pictures, beside what was read off the same run by machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graycard.counts import ALL
from graycard.labels.shares import Labelled
from graycard.labels.worded import worded
from graycard.language import retell, say, several
from graycard.report.facts import Facts
from graycard.report.figures import Figure, share_figure
from graycard.report.numbers import count
from graycard.report.people_beside import beside, stated
from graycard.report.series import Series
from graycard.report.table import Table
from graycard.report.words import (
    aside,
    attribute_name,
    first_upper,
    rank,
)


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
        figures=tuple(_figure(facts, some) for some in series),
        series=series,
        beside=beside(facts, one),
    )


def _said(one: Labelled) -> Iterator[str]:
    """Yield what must be known of labels, the question first."""
    raters, tally = len(one.tally.raters), one.tally
    question = worded(one.rubric).question
    yield say("Asked: {question} (rubric {id}).", question=question, id=one.rubric.id)
    yield several(raters, "{n} person labelled.", "{n} people labelled.", n=count(raters))
    if one.sample is not None:
        yield several(
            len(one.sample.pictures),
            "{n} of {total} pictures was drawn for it at random (seed {seed}).",
            "{n} of {total} pictures were drawn for it at random (seed {seed}).",
            n=count(len(one.sample.pictures)),
            total=count(one.sample.population),
            seed=one.sample.seed,
        )
    if one.by_face:
        yield say(
            "Where a reader found several faces in a picture, each was asked about in its turn:"
            " shares are of faces, and a picture with one face or none counts as one."
        )
        yield say(
            "Of each of them counts what more than half of its raters say. Where that is cannot"
            " tell or not depicted, or where no answer has more than half, it is missing."
        )
    else:
        yield say(
            "Of each picture counts what more than half of its raters say. Where that is cannot"
            " tell or not depicted, or where no answer has more than half, the picture is missing."
        )
    if tally.elsewhere:
        yield several(
            tally.elsewhere,
            "{n} label of a picture that was not drawn does not count.",
            "{n} labels of pictures that were not drawn do not count.",
            n=count(tally.elsewhere),
        )
    if tally.apart:
        yield several(
            tally.apart,
            "{n} label of a face where the whole picture was asked about, or the other way round,"
            " does not count.",
            "{n} labels of faces where the whole picture was asked about, or the other way round,"
            " do not count.",
            n=count(tally.apart),
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
            drawn = {
                ALL,
                *(of.picture.stratum for of, _ in one.tally.said if of.picture.marked is marked),
            }
            yield Series(
                measure=estimates[0].measure,
                attribute=one.rubric.noun,
                readers=estimates[0].readers,
                reference=None,
                marked=marked,
                kind=_kind(marked),
                estimates=estimates,
                unread={
                    record.stratum: retell(record.reason)
                    for record in one.shares.not_estimated
                    if record.stratum in drawn - strata
                },
            )


def _figure(facts: Facts, one: Series) -> Figure:
    """Return shares as a figure; references are of whole pictures, as for readings."""
    if one.measure == "share":
        return share_figure(one, facts.references)
    return share_figure(one, (), of=say(", of all faces"))


def _kind(marked: bool | None) -> str:
    return aside(say("labelled by people")) + stated(marked)
