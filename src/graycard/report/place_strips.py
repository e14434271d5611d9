"""Pictures without a place beside those of the places they are nearest to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graycard.counts import ALL
from graycard.language import say
from graycard.report.asked import asked
from graycard.report.facts import Facts
from graycard.report.numbers import percent
from graycard.report.place_tables import NEAREST
from graycard.report.requests import Stratum
from graycard.report.strips import Strip, tile
from graycard.report.words import aside, stratum_name
from graycard.run.scenes import NOT_OF_THE_SCENE, PLACE
from graycard.types import Estimate

_SCENES: Final = 8
_PLACES: Final = 3
_SHOWN: Final = 4

_Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class SceneStrips:
    """A scene's first pictures without a place, and those of the places they are nearest to."""

    scene: str
    strips: tuple[Strip, ...]


def place_strips(facts: Facts) -> list[SceneStrips]:
    """Return strips for the first scenes; a stratum that mixes places has none."""
    estimates = [
        one
        for one in facts.numbers.estimates
        if (one.measure, one.attribute) == (NEAREST, "place") and one.stratum != ALL and one.value
    ]
    strata = {one.name: one for one in facts.strata if _place(one) is None}
    named = {(_key(one), place): one for one in facts.strata if (place := _place(one)) is not None}
    found: list[SceneStrips] = []
    for scene in dict.fromkeys(one.stratum for one in estimates):
        unmarked = strata.get(scene)
        if unmarked is None or len(found) == _SCENES:
            continue
        nearest = _nearest([one for one in estimates if one.stratum == scene])
        places = [
            _strip(facts, there, place + aside(said))
            for place, said in nearest.items()
            if (there := named.get((_key(unmarked), place)))
        ]
        if places:
            strips = (_strip(facts, unmarked, say("no place named")), *places)
            found.append(SceneStrips(scene=scene, strips=strips))
    return found


def _nearest(estimates: list[Estimate]) -> Mapping[str, str]:
    """Return the nearest places with what is said of them; of several embedders, the first."""
    mine = [one for one in estimates if one.readers == estimates[0].readers]
    largest = sorted(mine, key=lambda one: (-one.value, one.category or ""))[:_PLACES]
    return {
        one.category or "": say("nearest to {share}", share=percent(one.value)) for one in largest
    }


def _strip(facts: Facts, stratum: Stratum, name: str) -> Strip:
    words = asked(facts)
    return Strip(
        stratum=name,
        text=stratum.example,
        requested=stratum.requested,
        tiles=tuple(
            tile(facts.images, shown, words.tile(stratum_name(stratum.name), number), words)
            for number, shown in enumerate(stratum.first[:_SHOWN], start=1)
        ),
    )


def _place(stratum: Stratum) -> str | None:
    """Return the place of a stratum; an empty name where its pictures are of several."""
    places = {shown.factors.get(PLACE) for shown in stratum.first}
    return places.pop() if len(places) == 1 else ""


def _key(stratum: Stratum) -> _Key:
    factors = stratum.first[0].factors
    return tuple(sorted((k, v) for k, v in factors.items() if k not in NOT_OF_THE_SCENE))
