"""What can be read off a drawn portrait, and what exactly is claimed by reading it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graycard.avatar.cues import CUES, PRESENTATIONS
from graycard.avatar.world import (
    AGES,
    BACKGROUNDS,
    HAIR_COLOURS,
    HEADWEAR,
    PERSON,
    SKIN_TONES,
    professions,
)
from graycard.types import Attribute, Scale

_DRAWN: Final = "the drawn world of Graycard (world.yaml)"
_YES_NO: Final = ("yes", "no")


def _attribute(
    name: str,
    categories: tuple[str, ...],
    claim: str,
    *,
    scale: Scale = "nominal",
    source: str = _DRAWN,
) -> Attribute:
    return Attribute(name=name, categories=categories, scale=scale, claim=claim, source=source)


ATTRIBUTES: Final[Mapping[str, Attribute]] = {
    attribute.name: attribute
    for attribute in (
        _attribute(
            "perceived_gender_presentation",
            PRESENTATIONS,
            "How a drawn portrait presents, by the sum of eight drawn cues. A drawing has no"
            " gender identity, and nothing is claimed about one.",
        ),
        _attribute(
            "skin_tone",
            tuple(str(tone) for tone in SKIN_TONES),
            "The Monk tone in which the skin of a drawn portrait is filled; never race or"
            " ethnicity.",
            scale="ordinal",
            source="Ellis Monk, Monk Skin Tone Scale (2019), CC BY 4.0, skintone.google",
        ),
        _attribute(
            "perceived_age",
            AGES,
            "The age group that lines, cheeks, hairline and hair of a drawn portrait suggest.",
            scale="ordinal",
        ),
        _attribute("glasses", _YES_NO, "Whether glasses are drawn."),
        _attribute("tie", _YES_NO, "Whether a tie is drawn over the clothes."),
        _attribute("smile", _YES_NO, "Whether the mouth is drawn open and curved upwards."),
        _attribute(
            "hair_length", CUES["hair_length"], "How far the drawn hair falls.", scale="ordinal"
        ),
        _attribute("hair_colour", HAIR_COLOURS, "The colour that the drawn hair is filled with."),
        _attribute("facial_hair", CUES["facial_hair"], "The facial hair that is drawn."),
        _attribute("headwear", HEADWEAR, "What is drawn on the head."),
        _attribute("background", BACKGROUNDS, "The place that is drawn behind the portrait."),
        _attribute(
            "profession",
            (*professions(), PERSON),
            "The profession whose clothes are drawn; “person” stands for plain clothes.",
        ),
    )
}
"""Every attribute of the drawn world by name, with its categories and its claim."""
