"""What the numbers about places say, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from graycard.language import say, several
from graycard.report.numbers import count, interval, percent
from graycard.report.place_tables import nearest_verdict, place_name
from graycard.report.safe import in_sentence
from graycard.report.words import level_name, listed, paragraph
from graycard.types import Estimate

_NAMED: Final = 3
_DIFFER: Final = 0.05


def said_of_places(
    nearest: Sequence[Estimate], told: Sequence[Estimate], unlike: Sequence[Estimate]
) -> Iterator[str]:
    """Yield which places pictures without one are nearest to, and how far that carries.

    Args:
        nearest: Shares nearest to each place.
        told: How well the places are told apart.
        unlike: How many pictures are unlike all places.
    """
    if nearest:
        yield from _said_of_shares(nearest)
    elif told:
        yield say(
            "Which places the pictures without one are nearest to is not said: this embedder does"
            " not tell the places’ pictures apart."
        )
    yield from _said_of_telling(told, unlike if nearest else ())


def _said_of_shares(nearest: Sequence[Estimate]) -> Iterator[str]:
    """Say which places the unmarked pictures are nearest to, groups of prompts apart."""
    for marked in dict.fromkeys(one.marked for one in nearest):
        mine = sorted((one for one in nearest if one.marked == marked), key=lambda one: -one.value)
        beyond = [one for one in mine if nearest_verdict(one) == "beyond chance"]
        n = mine[0].n
        if not beyond:
            yield say(
                "The {n} pictures whose prompts name no place are nearest to no place more often"
                " than chance explains: {places}.",
                n=count(n),
                places=_shares(mine[:_NAMED]),
            )
            continue
        said = say(
            "Of {n} pictures whose prompts name no place, more than chance explains are nearest to"
            " those of {places}.",
            n=count(n),
            places=_shares(beyond[:_NAMED]),
        )
        left = len(beyond) - _NAMED
        more = several(left, "{n} more place follows.", "{n} more places follow.", n=count(left))
        yield paragraph([said, more if left > 0 else ""])


def _shares(estimates: Sequence[Estimate]) -> str:
    return listed(
        [
            say(
                "{place}: {share} ({level} {interval}; by chance up to {chance})",
                place=in_sentence(place_name(one)),
                share=percent(one.value),
                level=level_name(one.level),
                interval=interval(one.low, one.high),
                chance=percent(one.floor_high),
            )
            for one in estimates
        ]
    )


def _said_of_telling(told: Sequence[Estimate], unlike: Sequence[Estimate]) -> Iterator[str]:
    for one in told[:1]:
        yield say(
            "How far that carries: of {n} pictures that name a place, {share} are nearest to their"
            " own place when it is not known (by chance up to {chance}). The less, the more"
            " pictures are nearest by accident, and the smaller a default looks.",
            n=count(one.n),
            share=percent(one.value),
            chance=percent(one.floor_high),
        )
    for one in unlike[:1]:
        if (one.p_adjusted or 0.0) < _DIFFER:
            yield say(
                "{share} of the pictures without a place ({interval}; by chance up to {chance}) are"
                " further from every place than 19 in 20 pictures of places are from their own:"
                " nearest there means least far.",
                share=percent(one.value),
                interval=interval(one.low, one.high),
                chance=percent(one.floor_high),
            )
