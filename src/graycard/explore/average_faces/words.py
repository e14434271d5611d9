"""What an average and a comparison say, in sentences."""

from __future__ import annotations

from typing import Final

from graycard.explore.average_faces.average import AverageFace
from graycard.explore.average_faces.compare import MOST, TESTED_SIDE, Comparison
from graycard.explore.average_faces.difference import Distance
from graycard.explore.average_faces.shown import WHITE_AT
from graycard.explore.filters import Filter
from graycard.language import say, several
from graycard.report.numbers import count, decimal, interval, percent

FEW: Final = 20
"""Faces below which single ones still show."""

MANY_GONE: Final = 1 / 3
"""Share of the pictures that are not averaged from which it is said first."""


def used(face: AverageFace) -> str:
    """Say how many pictures are averaged."""
    return several(
        face.n_used,
        "{used} face of {n} pictures is averaged: {share} (95 % interval {interval}).",
        "{used} faces of {n} pictures are averaged: {share} (95 % interval {interval}).",
        used=count(face.n_used),
        n=count(face.n),
        share=percent(face.n_used / face.n),
        interval=interval(face.used_low, face.used_high),
    )


def cautions(face: AverageFace) -> list[str]:
    """Say what to keep in mind with an average."""
    found = []
    if face.n_used == 1:
        found.append(say("An average of one face is that face."))
    elif face.n_used < FEW:
        found.append(say("Of so few faces, single ones still show."))
    if face.n - face.n_used >= MANY_GONE * face.n:
        found.append(
            say(
                "A third or more of the pictures are not in it. Which faces are found differs "
                "between those shown, so it may look unlike what is missing."
            )
        )
    return found


def spread(face: AverageFace) -> str:
    """Say how far faces differ, and how the map shows it."""
    if face.mean_spread is None:
        return say("One face has no spread.")
    return say(
        "The standard deviation over the faces, in linear light: {value} over the whole square. "
        "Black is none, white {white} or more.",
        value=decimal(face.mean_spread),
        white=decimal(WHITE_AT),
    )


def method(face: AverageFace) -> str:
    """Say how an average was made."""
    if face.alignment == "warp":
        return say(
            "Eyes and mouth are brought to fixed places, the other landmarks to where they are on "
            "average (Delaunay triangles), and linear light is averaged."
        )
    return say("Eyes and mouth are brought to fixed places, and linear light is averaged.")


def comparison(found: Comparison) -> list[str]:
    """Say how far two averages are apart, what chance does, and how that was learnt."""
    return [
        _distance(say("Within the face"), found.face, found.p_face),
        _distance(say("Over the whole square, hair, clothes and background"), found.square,
                  found.p_square),
        say(
            "The distance is the root of the mean squared difference of linear light, between 0 "
            "and 1, of faces aligned by eyes and mouth at {side} by {side} pixels; {first} and "
            "{second} faces, {most} of a group at most.",
            side=TESTED_SIDE, first=count(found.n[0]), second=count(found.n[1]), most=count(MOST),
        ),
        shuffled(found),
    ]  # fmt: skip


def made_of_readings(first: Filter, second: Filter) -> list[str]:
    """Say what a test cannot tell of groups that were made of what their pictures show.

    Example:
        >>> made_of_readings(Filter(stratum=("nurse",)), Filter(stratum=("ceo",)))
        []
    """
    if not any(one.read or one.label for one in (first, second)):
        return []
    return [
        say(
            "A group is chosen by readings or labels of the same pictures: what goes with what was"
            " read then differs by construction, and the p-values do not hold for it."
        )
    ]


def shuffled(found: Comparison) -> str:
    """Say what changed groups to learn what chance does."""
    times = count(found.shuffles)
    if found.shuffled == "prompts":
        return say("Whole prompts changed groups {times} times, since pictures of one prompt are "
                   "alike: this speaks of prompts like these.", times=times)  # fmt: skip
    if found.shuffled == "images within prompts":
        return say("Pictures changed groups {times} times, each within its prompt, and every "
                   "prompt counts alike: this speaks of these prompts. {first} and {second} faces "
                   "of prompts that one group alone answers are left out.", times=times,
                   first=count(found.left_out[0]), second=count(found.left_out[1]))  # fmt: skip
    if found.n_prompts is None:
        return say("Pictures changed groups {times} times; their prompts are not known.",
                   times=times)  # fmt: skip
    return say("Pictures changed groups {times} times: this speaks of these prompts, and of no "
               "others.", times=times)  # fmt: skip


def _distance(where: str, found: Distance, p: float) -> str:
    return say(
        "{where} the averages are {value} apart (95 % interval {low} to {high}). Observed is "
        "{observed}; chance alone makes {floor} on average and more than {high_floor} in 5 of 100 "
        "(p = {p}, adjusted for two questions).",
        where=where, value=decimal(found.value), low=decimal(found.low), high=decimal(found.high),
        observed=decimal(found.observed), floor=decimal(found.floor_mean),
        high_floor=decimal(found.floor_high), p=decimal(p),
    )  # fmt: skip
