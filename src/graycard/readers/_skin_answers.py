"""What the pixels of a face, or of a picture around its faces, answer; or why they do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graycard.language import noted
from graycard.skin.light import Light
from graycard.skin.pixels import SkinPixels
from graycard.skin.tone import Tone, tone_of

NO_COLOUR: Final = noted("the picture is grey there: nothing says which colour it was")
NO_YELLOW: Final = noted("most pixels are grey or blue: ITA is not meant for them")
NO_HUE: Final = noted("the hue is neither red nor yellow")
NO_SURROUNDINGS: Final = noted(
    "too little of the picture lies outside of the faces, or it is black"
)

SKIN: Final = (
    "skin_tone",
    "skin_tone_distance",
    "skin_tone_class",
    "skin_lightness",
    "skin_hue",
    "skin_ita",
    "skin_ita_without_yellow",
)
"""Names of what is read of a face, in order."""

LIGHT: Final = ("light_lightness", "light_cast", "light_warmth")
"""Names of what is read of a picture around its faces."""

_MOST: Final = 0.5


@dataclass(frozen=True)
class Answer:
    """A label, a value, or why there is neither."""

    label: str | None = None
    value: float | None = None
    missing: str | None = None


Answers = dict[str, Answer]


def none_of(names: tuple[str, ...], reason: str) -> Answers:
    """Return that all of these are missing for one reason."""
    return dict.fromkeys(names, Answer(missing=reason))


def of_skin(found: SkinPixels) -> Answers:
    """Return what the pixels of a face come to, each thing missing where it is not defined."""
    if found.reason is not None:
        return none_of(SKIN, found.reason)
    tone = tone_of(found.lab)
    lightness = {"skin_lightness": Answer(value=tone.lightness)}
    if tone.is_grey:
        return none_of(SKIN, NO_COLOUR) | lightness
    return lightness | _of_colour(tone)


def of_light(light: Light | None) -> Answers:
    """Return what the surroundings of the faces come to."""
    if light is None:
        return none_of(LIGHT, NO_SURROUNDINGS)
    return {
        "light_lightness": Answer(value=light.lightness),
        "light_cast": Answer(value=light.cast),
        "light_warmth": Answer(value=light.yellow),
    }


def _of_colour(tone: Tone) -> Answers:
    no_hue = None if tone.is_red_or_yellow else NO_HUE
    hue = tone.hue if tone.is_red_or_yellow else None
    on_the_scale = tone.without_yellow <= _MOST
    return {
        "skin_tone": Answer(label=str(tone.monk)),
        "skin_tone_distance": Answer(value=tone.distance),
        "skin_tone_class": Answer(label=tone.skin_class, missing=no_hue),
        "skin_hue": Answer(value=hue, missing=no_hue),
        "skin_ita": Answer(value=tone.ita) if on_the_scale else Answer(missing=NO_YELLOW),
        "skin_ita_without_yellow": Answer(value=tone.without_yellow),
    }
