"""What the measures of marked sets share: which scenes make one number, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

from graycard.counts import ALL
from graycard.language import noted, noted_several
from graycard.measures._judged import Judged
from graycard.measures._scenes import Scene
from graycard.types import NotEstimated

SIDE_BY_SIDE: Final = noted(
    "Sets unmarked prompts beside prompts that name a place; the two are never pooled."
)

_NAMED: Final = 3

T = TypeVar("T")


def by_stratum(found: Iterable[tuple[str, T]]) -> Iterator[tuple[str, list[T]]]:
    """Yield each stratum with what belongs to it, and all of it where there are several strata."""
    strata: dict[str, list[T]] = {}
    for stratum, one in found:
        strata.setdefault(stratum, []).append(one)
    yield from strata.items()
    if len(strata) > 1:
        yield ALL, [one for members in strata.values() for one in members]


def dropped(scenes: Iterable[Scene], stratum: str, marked: bool | None) -> list[Scene]:
    """Return those of the scenes without an answer that a number of a stratum should speak of.

    A scene without unmarked prompts has nothing to say of them and is none of these.
    """
    return [
        one
        for one in scenes
        if one.requested and one.marked == marked and stratum in (ALL, one.stratum)
    ]


def said_of_dropped(judged: Sequence[Judged], gone: Sequence[Scene]) -> tuple[str, ...]:
    """Return, in a sentence, how many scenes a number leaves out; nothing if it is none."""
    if not gone:
        return ()
    requested = sum(one.requested for one in gone)
    return (
        noted(
            "Speaks of {n} of {total} scenes: nothing can be said of the {images} unmarked images"
            " of the others, which count as missing.",
            n=len(judged),
            total=len(judged) + len(gone),
            images=requested,
        ),
    )


def how_well(judged: Sequence[Judged]) -> str:
    """Return how well the places are told apart, in a sentence."""
    pictures = sum(len(one.own) for one in judged)
    share = sum(one.accuracy * len(one.own) for one in judged) / pictures
    chance = sum(one.chance * len(one.own) for one in judged) / pictures
    return noted(
        "Of the {n} pictures that name a place {share} % are nearest to their own (by chance up to"
        " {chance} %): the less, the more is nearest by accident.",
        n=pictures,
        share=f"{100 * share:.0f}",
        chance=f"{100 * chance:.0f}",
    )


def cannot_tell(one: Judged) -> str:
    """Return why nothing is said of a scene whose places cannot be told apart."""
    return noted(
        "this embedder does not tell the places apart: of {n} pictures that name one {share} % are"
        " nearest to their own, and by chance up to {chance} % would be",
        n=len(one.own),
        share=f"{100 * one.accuracy:.0f}",
        chance=f"{100 * one.chance:.0f}",
    )


def refused(measure: str, stratum: str, requested: int, reason: str) -> NotEstimated:
    """Return the record of a number of places that was not computed."""
    return NotEstimated(
        measure=measure, attribute="place", stratum=stratum, requested=requested, reason=reason
    )


def said_of_prompts(judged: Sequence[Judged]) -> tuple[str, ...]:
    """Return what must be known of the prompts and pictures on both sides."""
    said = [SIDE_BY_SIDE]
    number = sum(one.scene.n_prompts for one in judged)
    if number == 1:
        said.append(noted("Speaks of this unmarked prompt, not of other wordings."))
    elif number:
        said.append(noted("Speaks of these {n} unmarked prompts, not of other wordings.", n=number))
    else:
        said.append(noted("The prompts behind these images are not known."))
    if any(one.scene.marked is None for one in judged):
        said.append(noted("It is not known whether the prompts state what is measured."))
    gone = list(dict.fromkeys(place for one in judged for place in one.left_out))
    if gone:
        more = f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
        said.append(
            noted(
                "Not compared with {names}: fewer than two of the pictures have a vector.",
                names=f"{', '.join(gone[:_NAMED])}{more}",
            )
        )
    wanted = sum(one.requested for each in judged for one in each.scene.sets)
    there = sum(one.marked for one in judged)
    if there < wanted:
        said.append(
            noted_several(
                wanted - there,
                "{n} of {total} pictures that name a place is missing: no bound can say how"
                " much that may matter.",
                "{n} of {total} pictures that name a place are missing: no bound can say how"
                " much that may matter.",
                n=wanted - there,
                total=wanted,
            )
        )
    return tuple(said)
