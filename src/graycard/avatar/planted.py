"""The truth of the drawn world: planted shares, exact."""

from __future__ import annotations

import itertools
import math
from functools import cache

from graycard.avatar.attributes import ATTRIBUTES
from graycard.avatar.cues import CUES, PRESENTATIONS, presentation_of
from graycard.avatar.world import PERSON, load_world
from graycard.errors import InputError


def planted_shares(attribute: str, profession: str = PERSON) -> dict[str, float]:
    """Return the exact share of every category among unmarked portraits of a profession.

    Presentation, skin tone, age, headwear, glasses, tie, smile and background are the numbers of
    `world.yaml`. Hair colour is summed over the ages, cues are summed over every combination of
    cues that lies in the band of its presentation.

    Args:
        attribute: A name in `ATTRIBUTES`.
        profession: One of `professions()`, or `person`.

    Returns:
        Category to share, in the order of the attribute's categories; they sum to 1.

    Raises:
        InputError: If the attribute or the profession does not exist.

    Example:
        >>> planted_shares("perceived_gender_presentation", "ceo")
        {'feminine': 0.62, 'masculine': 0.28, 'androgynous': 0.1}
        >>> round(planted_shares("hair_colour", "athlete")["grey"], 4)
        0.0585
    """
    world = load_world()
    if attribute not in ATTRIBUTES or profession not in world.professions:
        raise InputError(
            what=f"nothing is planted for {attribute!r} of {profession!r}",
            why=f"attributes are {', '.join(ATTRIBUTES)}; "
            f"professions are {', '.join(world.professions)}",
            fix="name one of those",
        )
    planted = world.professions[profession]
    shares: dict[str, float]
    if attribute == "perceived_gender_presentation":
        shares = planted.presentation
    elif attribute == "skin_tone":
        shares = {str(tone): share for tone, share in enumerate(planted.skin_tone, start=1)}
    elif attribute == "perceived_age":
        shares = planted.age
    elif attribute in ("glasses", "tie", "smile"):
        share = {"glasses": planted.glasses, "tie": planted.tie, "smile": planted.smile}[attribute]
        shares = {"yes": share, "no": 1 - share}
    elif attribute == "headwear":
        shares = planted.headwear
    elif attribute == "background":
        shares = planted.backgrounds()
    elif attribute == "hair_colour":
        shares = {
            colour: math.fsum(
                planted.age[age] * world.hair_colour[age].get(colour, 0) for age in planted.age
            )
            for colour in world.hair_colour["young"]
        }
    elif attribute in CUES:
        shares = {
            value: math.fsum(
                planted.presentation[presentation] * cue_shares(attribute)[presentation][value]
                for presentation in PRESENTATIONS
            )
            for value in CUES[attribute]
        }
    else:
        shares = {profession: 1.0}
    return {category: shares.get(category, 0.0) for category in ATTRIBUTES[attribute].categories}


@cache
def cue_shares(cue: str) -> dict[str, dict[str, float]]:
    """Return P(value of a cue | presentation) after the redrawing, exact.

    Args:
        cue: A name in `CUES`.

    Returns:
        Presentation to value to share.

    Example:
        >>> round(cue_shares("jaw")["feminine"]["pointed"], 2)
        0.71
    """
    odds = {name: load_world().cues[name].odds for name in CUES}
    shares: dict[str, dict[str, float]] = {}
    for presentation in PRESENTATIONS:
        weights = dict.fromkeys(CUES[cue], 0.0)
        for levels in itertools.product(range(3), repeat=len(CUES)):
            if presentation_of(sum(levels) - len(CUES)) == presentation:
                weight = math.prod(
                    odds[name][presentation][level]
                    for name, level in zip(CUES, levels, strict=True)
                )
                weights[CUES[cue][levels[list(CUES).index(cue)]]] += weight
        total = math.fsum(weights.values())
        shares[presentation] = {value: weight / total for value, weight in weights.items()}
    return shares
