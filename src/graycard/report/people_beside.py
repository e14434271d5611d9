"""People's shares beside those of the readers of the same attribute, category by category."""

from __future__ import annotations

from graycard.labels.sample import Drawn
from graycard.labels.shares import Labelled
from graycard.language import say, several
from graycard.report.facts import Facts
from graycard.report.numbers import NONE, count, interval, percent
from graycard.report.table import Table
from graycard.report.tables import MOST_ROWS
from graycard.report.words import aside, attribute_name, category_name, paragraph, stratum_name
from graycard.types import ALL, IMAGE, Estimate


def beside(facts: Facts, one: Labelled) -> Table | None:
    """Return people's shares and readers' side by side; None without readers or shares.

    Args:
        facts: Of the run.
        one: What people said.
    """
    readers = {
        reader.id: reader.name
        for reader in facts.readers
        for attribute in reader.attributes
        if (attribute.name, attribute.categories) == (one.rubric.attribute, one.rubric.labels)
    }
    if not readers or not one.shares.estimates:
        return None
    read = _read(facts, one)
    rows = [
        (
            stratum_name(some.stratum) + stated(some.marked),
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
    if one.by_face:
        notes.append(
            say("Faces are beside faces; where no picture shows several, pictures beside pictures.")
        )
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


def stated(marked: bool | None) -> str:
    """Return what is added to a name where prompts state what is measured."""
    return aside(say("prompts that state it")) if marked else ""


_Key = tuple[str, str, str | None, bool | None]
"""Reader, stratum, category and mark."""


def _read(facts: Facts, one: Labelled) -> dict[_Key, Estimate]:
    """Return the shares of readers that are about the same things as people's.

    A reader has no share of faces in a stratum where no picture shows several: there its share of
    pictures is that of faces, too. Where some do, a reader of whole pictures has none to compare.
    """
    crowded = {some.picture.stratum for some in _faces(one)}
    if crowded:
        crowded.add(ALL)
    found: dict[_Key, Estimate] = {}
    for some in facts.numbers.estimates:
        if some.attribute != one.rubric.attribute or not some.readers:
            continue
        key = (some.readers[0], some.stratum, some.category, some.marked)
        if some.measure == "share_of_faces" and one.by_face:
            found[key] = some
        elif some.measure == "share" and some.stratum not in crowded:
            found.setdefault(key, some)
    return found


def _faces(one: Labelled) -> list[Drawn]:
    return [some for some in (one.sample.drawn if one.sample else ()) if some.subject != IMAGE]


def _cells(one: Estimate | None) -> tuple[str, str, str]:
    if one is None:
        return NONE, NONE, NONE
    share = percent(one.value) + aside(interval(one.low, one.high))
    return share, count(one.n), count(one.n_missing)
