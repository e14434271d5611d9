"""How sure a run is: what chance alone may show, and what the intervals leave out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

from graycard.language import say, several
from graycard.report.facts import Facts
from graycard.report.judges import not_its_judge
from graycard.report.numbers import percent
from graycard.report.series import Series, series
from graycard.report.words import FIRST, attribute_name, listed
from graycard.run.shared_seeds import REFUSED, UNKNOWN
from graycard.types import NotEstimated

FEW: Final = 10
"""Images of a stratum below which the largest of many gaps says little."""

_NAMED: Final = 4
"""Attributes of which it is said how large a gap chance alone may show."""


def how_sure(facts: Facts) -> list[str]:
    """Return how many images stand behind a number, and what the intervals leave out."""
    if not facts.outcomes["ok"]:
        return []
    every = series(facts, "representation_gap")
    gaps = [one for one in every if one.name in FIRST] or every
    said = []
    if gaps:
        said.append(
            several(
                images_each(gaps),
                "Each group of prompts (stratum) has about {n} image that was read: gaps up to"
                " about {floor} cannot be told from chance.",
                "Each group of prompts (stratum) has about {n} images that were read: gaps up"
                " to about {floor} cannot be told from chance.",
                n=images_each(gaps),
                floor=by_chance(gaps),
            )
        )
        if images_each(gaps) < FEW:
            said.append(
                say(
                    "That is few. Take the largest gaps as a reason to make more images, not as"
                    " results."
                )
            )
    said.append(
        say(
            "Every number stands with an interval ({level}) for the chance of these images. It does"
            " not allow for mistakes of the readers.",
            level=percent(facts.level),
        )
    )
    said += not_its_judge(facts)
    if any(one.reason == REFUSED for one in _refused(facts)):
        said.append(
            say(
                "Prompts share seeds here, so their pictures are not independent. Shares over"
                " several prompts have intervals that allow for it; other numbers over several"
                " prompts are not given. Take them from pictures whose prompts have seeds of their"
                " own."
            )
        )
    if any(one.reason == UNKNOWN for one in _refused(facts)):
        said.append(
            say(
                "Several pictures have one seed here, and of which prompts they are is not known,"
                " so they may not be independent. Shares have intervals that allow for it; other"
                " numbers of these pictures are not given."
            )
        )
    if any(map(facts.seeds.overlooked_in, facts.numbers.estimates)):
        said.append(
            say(
                "Several pictures have one seed here, and an earlier version measured this run as"
                " if they were independent: intervals over several prompts may be too narrow, which"
                " graycard measure RUN mends."
            )
        )
    return said


def images_each(gaps: Sequence[Series]) -> int:
    """Return how many images of a stratum were read; half of the strata have no more."""
    return int(median(one.n for each in gaps for one in each.compared))


def by_chance(gaps: Sequence[Series]) -> str:
    """Return up to which gap chance alone explains it: one number, or one of each attribute.

    Floors grow with the number of categories, so no one number holds for several attributes. Of
    several references the one that leaves most to chance speaks.
    """
    floors: dict[str, float] = {}
    for one in gaps:
        floor = median(gap.floor_high or 0.0 for gap in one.compared)
        floors[one.name] = max(floor, floors.get(one.name, 0.0))
    written = {name: percent(floor) for name, floor in floors.items()}
    if len(set(written.values())) == 1:
        return next(iter(written.values()))
    said = [
        say("{floor} ({attribute})", floor=floor, attribute=attribute_name(name))
        for name, floor in written.items()
    ]
    return listed(said, most=_NAMED)


def _refused(facts: Facts) -> Iterator[NotEstimated]:
    """Yield what could not be had of a report: from readers, and from people."""
    yield from facts.numbers.not_estimated
    for one in facts.labelled:
        yield from one.shares.not_estimated
